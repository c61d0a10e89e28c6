package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a file can contain, and what the receiver gets of it.
class ContentTest extends ShipperFixture {
    @Test
    void aCarriageReturnBeforeTheNewlineIsPartOfTheLineEnd() throws IOException {
        appendRaw("app.log", "one\r\ntwo\r\n\r\n");
        start();

        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "");
    }

    @Test
    void aCarriageReturnAloneEndsNoLine() throws IOException {
        appendRaw("app.log", "one\rtwo\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one\rtwo");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void aLineUpToTheLimitIsSentWhole(int more) throws IOException {
        String line = "x".repeat(maxLine + more);
        appendRaw("app.log", line + "\r\nnext\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly(line, "next");
    }

    @Test
    void aLineAboveTheLimitIsSentInFlaggedPieces() throws IOException {
        String longLine = "x".repeat(3 * maxLine + 10);
        append("app.log", "before", longLine, "y".repeat(maxLine), "after");
        start();

        ship();

        List<String> messages = receiver().messages();
        assertThat(messages).hasSize(7).startsWith("before").endsWith("y".repeat(maxLine), "after");
        assertThat(String.join("", messages.subList(1, 5))).isEqualTo(longLine);
        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.record.partial").asBoolean()))
                .containsExactly(false, true, true, true, false, false, false);
    }

    @Test
    void aLongLineIsNotCutInsideACharacter() throws IOException {
        String longLine = "a" + "é".repeat(maxLine);
        append("app.log", longLine);
        start();

        ship();

        assertThat(receiver().messages()).hasSizeGreaterThan(1);
        assertThat(String.join("", receiver().messages())).isEqualTo(longLine);
    }

    @Test
    void aLineAboveTheLimitIsTruncatedIfConfigured() throws IOException {
        input = "longLines: truncate";
        append("app.log", "before", "x".repeat(maxLine + 1), "y".repeat(10 * maxLine), "after");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("before", "x".repeat(maxLine), "y".repeat(maxLine), "after");
        assertThat(flagged("log.record.truncated")).containsExactly(false, true, true, false);
        assertThat(counted("log_shipper_left_out_bytes")).isEqualTo(2 + 9 * maxLine + 1);
    }

    @Test
    void theRestOfATruncatedLineIsSkippedAfterARestartToo() throws IOException {
        input = "longLines: truncate";
        appendRaw("app.log", "x".repeat(2 * maxLine));
        start();
        ship();
        save();
        appendRaw("app.log", "the rest\nnext\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("x".repeat(maxLine), "next");
    }

    /// One read buffer, two batches and the copy that is sent, which are far smaller than the line.
    @Test
    void aVeryLongLineNeedsNoMoreMemoryThanAShortOne() throws IOException {
        byte[] mebibyte = "x".repeat(1 << 20).getBytes(ISO_8859_1);
        appendRaw("app.log", "");
        for (int i = 0; i < 50; i++) {
            Files.write(file("app.log"), mebibyte, StandardOpenOption.APPEND);
        }
        appendRaw("app.log", "\nafter\n");
        maxLine = 1 << 20;
        start();
        for (int i = 0; i < 5; i++) {
            ship();
        }

        List<String> messages = receiver().messages();
        assertThat(messages).hasSize(51).endsWith("after");
        assertThat(messages.stream().mapToLong(String::length).sum()).isEqualTo((50L << 20) + 5);
    }

    @Test
    void malformedBytesAreReplacedAndCounted() throws IOException {
        Files.write(file("app.log"), new byte[] {'a', (byte) 0xC0, (byte) 0xAF, 'b', '\n', 'c', '\n'});
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("a\uFFFD\uFFFDb", "c");
        assertThat(counted("log_shipper_malformed_records")).isEqualTo(1);
    }

    @Test
    void nulsInsideALineAreKept() throws IOException {
        appendRaw("app.log", "a\0b\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("a\0b");
    }

    @Test
    void nulsBeforeALineAreLeftOut() throws IOException {
        appendRaw("app.log", "one\n\0\0\0two\n\0\0");
        start();
        ship();
        assertThat(receiver().messages()).containsExactly("one", "two");

        appendRaw("app.log", "three\n");
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three");
        assertThat(counted("log_shipper_left_out_bytes")).isEqualTo(5);
    }

    /// The last read that holds some of the NULs ends inside the line after them.
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void nulsThatFillManyReadsAreReadOnce(int windows) throws IOException {
        appendRaw("app.log", "one\n" + "\0".repeat(64 + windows * (256 << 10) - 6) + "after the hole\nnext\n");
        start();
        scan();

        int worked = 0;
        while (pipeline("first").step()) {
            worked++;
            assertThat(worked).isLessThan(100);
        }
        ship();

        assertThat(receiver().messages()).containsExactly("one", "after the hole", "next");
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheText() throws IOException {
        appendRaw("app.log", "\uFEFFone\n\uFEFFtwo\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "\uFEFFtwo");
    }

    @Test
    void aUtf16FileIsNotReadUntilItIsReplaced() throws IOException {
        Files.write(file("app.log"), "\uFEFFone\n".getBytes(UTF_16LE));
        start();
        ship();
        assertThat(receiver().messages()).isEmpty();
        assertThat(unreadableFiles()).isEqualTo(1);

        Files.writeString(file("app.log"), "two\n");
        ship();

        assertThat(receiver().messages()).containsExactly("two");
    }

    /// UTF-16 and UTF-32 of either byte order, gzip, Zstandard, bzip2, xz.
    @ParameterizedTest
    @ValueSource(strings = {"feff006f", "fffe6f00", "0000feff", "1f8b08", "28b52ffd", "425a68", "fd377a585a"})
    void unsupportedEncodingsAndCompressedFilesAreNotRead(String start) throws IOException {
        Files.write(file("app.log"), HexFormat.of().parseHex(start + "0a"));
        start();
        ship();

        assertThat(unreadableFiles()).isEqualTo(1);
        assertThat(receiver().messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GB18030", "GBK", "Shift_JIS", "windows-1252", "ISO-8859-15", "EUC-JP"})
    void otherCharsetsBecomeUtf8(String charset) throws IOException {
        input = "charset: " + charset;
        String text = charset.contains("-1") ? "Größe für Zürich" : "\u65E5\u672C\u8868\\\u4E2D";
        Files.write(file("app.log"), (text + "\nascii\n").getBytes(Charset.forName(charset)));
        start();
        ship();

        assertThat(receiver().messages()).containsExactly(text, "ascii");
        assertThat(counted("log_shipper_malformed_records")).isZero();
    }

    @Test
    void aStackTraceIsOneRecord() throws IOException {
        input = "multiline: {preset: java, timeout: 1s}";
        String trace = """
                2026-11-24 10:00:00,000 ERROR failed
                java.lang.IllegalStateException: outer
                \tat a.B.c(B.java:1)
                Caused by: java.io.IOException: inner
                \t... 12 more""";
        appendRaw(
                "app.log", "2026-11-24 09:59:59,000 INFO before\n" + trace + "\n2026-11-24 10:00:01,000 INFO after\n");
        start();
        run();
        ship();

        assertThat(receiver().messages())
                .containsExactly("2026-11-24 09:59:59,000 INFO before", trace, "2026-11-24 10:00:01,000 INFO after");
    }

    @Test
    void theLastMultilineRecordIsSentWhenTheFileIsQuiet() throws IOException {
        input = "multiline: {preset: java, timeout: 5s}";
        append("app.log", "ERROR failed", "\tat a.B.c(B.java:1)");
        start();
        ship();
        assertThat(receiver().messages()).isEmpty();

        append("app.log", "\tat a.B.d(B.java:2)");
        ship();
        assertThat(receiver().messages()).isEmpty();
        run(Duration.ofSeconds(6));
        ship();

        assertThat(receiver().messages()).containsExactly("ERROR failed\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)");
        assertThat(flagged("log.record.partial")).containsExactly(false);
    }

    @Test
    void anOpenRecordIsSentPartialOnSigtermAndWholeAfterARestart() throws IOException {
        input = "multiline: {preset: java, timeout: 1m}";
        append("app.log", "before", "ERROR failed", "\tat a.B.c(B.java:1)");
        start();
        drain();
        assertThat(receiver().messages()).containsExactly("before", "ERROR failed\n\tat a.B.c(B.java:1)");
        assertThat(flagged("log.record.partial")).containsExactly(false, true);
        save();

        append("app.log", "\tat a.B.d(B.java:2)", "after");
        start();
        ship();
        drain();

        assertThat(receiver().messages())
                .containsExactly(
                        "before",
                        "ERROR failed\n\tat a.B.c(B.java:1)",
                        "ERROR failed\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)",
                        "after");
    }

    @Test
    void aStackTraceThatARotationSplitsBecomesTwoRecords() throws IOException {
        input = "multiline: {preset: java}";
        append("app.log", "ERROR failed", "\tat a.B.c(B.java:1)");
        start();
        ship();
        move("app.log", "app.1.log");
        append("app.log", "\tat a.B.d(B.java:2)", "after");
        for (int i = 0; i < 3; i++) {
            ship();
        }

        assertThat(receiver().messages())
                .containsExactlyInAnyOrder("ERROR failed\n\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)", "after");
    }

    @Test
    void aMultilineRecordAboveItsLimitsIsCutAndFlagged() throws IOException {
        input = "multiline: {preset: java, maxLines: 3}";
        append("app.log", "a", "\t1", "\t2", "\t3", "b", "\t" + "x".repeat(maxLine - 10), "\t" + "y".repeat(100), "c");
        start();
        ship();
        ship();

        assertThat(receiver().messages())
                .containsExactly("a\n\t1\n\t2", "\t3", "b\n\t" + "x".repeat(maxLine - 10), "\t" + "y".repeat(100), "c");
        assertThat(flagged("log.record.partial")).containsExactly(true, false, true, false, false);
    }

    @Test
    void piecesOfAContainerRuntimeAreJoinedWithoutTheirPrefixes() throws IOException {
        input = "multiline: {preset: cri}\nparse: {format: cri}";
        append(
                "app.log",
                "1970-01-01T00:00:00.000000001Z stdout P one ",
                "1970-01-01T00:00:00.000000002Z stdout F line",
                "1970-01-01T00:00:00.000000003Z stderr F other");
        start();
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("one line", "other");
        assertThat(receiver().records().getFirst().path("time").asText()).isEqualTo("1970-01-01T00:00:00.000000001Z");
        assertThat(receiver().records().getLast().at("/attributes/log.iostream").asText())
                .isEqualTo("stderr");
    }

    /// With no line before it, the file is recognized by these few bytes alone.
    @ParameterizedTest
    @ValueSource(strings = {"", "one\n"})
    void aLineThatIsCompletedAfterARestartIsOneRecord(String before) throws IOException {
        appendRaw("app.log", before + "hal");
        start();
        ship();
        save();
        start();
        appendRaw("app.log", "f\n");
        ship();

        assertThat(String.join("\n", receiver().messages())).isEqualTo(before + "half");
    }

    private List<Boolean> flagged(String flag) {
        return receiver().records().stream()
                .map(record -> record.path(flag))
                .map(JsonNode::asBoolean)
                .toList();
    }
}
