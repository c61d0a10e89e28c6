package io.sidecars.logshipper.frame;

import static io.sidecars.logshipper.record.Completeness.COMPLETE;
import static io.sidecars.logshipper.record.Completeness.PARTIAL;
import static io.sidecars.logshipper.record.Completeness.TRUNCATED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.record.Completeness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// In this test a record is at most ten bytes or three lines, and a line continues a multiline record unless it
/// begins with `>` or ends with `~`.
class RecordCutterTest {
    private static final int MAX_LENGTH = 10;
    private static final int MAX_LINES = 3;

    private final RecordCutter lines = new RecordCutter(framing(false, false, MAX_LENGTH));
    private final RecordCutter truncated = new RecordCutter(framing(true, false, MAX_LENGTH));
    private final RecordCutter multiline = new RecordCutter(framing(false, true, MAX_LENGTH));

    @Test
    void eachLineIsARecordAndTheRestOfTheRangeIsNone() {
        begin(lines, "one\n\ntwo\nrest");

        assertThat(Cut.all(lines, false)).containsExactly(cut("one", 0, 4), cut("", 4, 5), cut("two", 5, 9));
        assertThat(lines.nextOffset()).isEqualTo(9);
        assertThat(lines.readOffset()).isEqualTo(9);
        assertThat(lines.next(true)).isFalse();
        assertThat(lines.mayStillGrow()).isFalse();
    }

    @Test
    void anEmptyRangeHasNoRecord() {
        begin(lines, "");

        assertThat(lines.next(true)).isFalse();
        assertThat(lines.nextIncomplete()).isFalse();
        assertThat(lines.nextOffset()).isZero();
    }

    @Test
    void oneCarriageReturnBeforeTheNewlineBelongsToTheLineEnd() {
        begin(lines, "one\r\n\r\nt\rwo\r\r\n");

        assertThat(Cut.all(lines, false)).containsExactly(cut("one", 0, 5), cut("", 5, 7), cut("t\rwo\r", 7, 14));
    }

    @Test
    void bytesBeforeTheRangeAreNoText() {
        byte[] bytes = "a\r\n\nb\n".getBytes(UTF_8);
        lines.begin(bytes, 3, 4, 1003, 1003);

        assertThat(Cut.all(lines, false)).containsExactly(cut("", 1003, 1004));
    }

    @Test
    void aByteOrderMarkIsLeftOutOfTheFirstTextOfAFile() {
        begin(lines, "\uFEFFone\n\uFEFFtwo\n");

        assertThat(Cut.all(lines, false)).containsExactly(cut("one", 0, 7), cut("\uFEFFtwo", 7, 14));
    }

    @Test
    void nulsBeforeALineBelongToItsRecordButNotToItsText() {
        begin(lines, "one\n\0\0\0t\0wo\n");

        assertThat(Cut.all(lines, false)).containsExactly(cut("one", 0, 4), cut("t\0wo", 4, 12));
        assertThat(lines.takeLeftOut()).isEqualTo(3);
        assertThat(lines.takeLeftOut()).isZero();
    }

    @Test
    void theNextRangeBeginsAfterNulsAndTheNextRecordBeforeThem() {
        begin(lines, "one\n\0\0\0tw");
        assertThat(Cut.all(lines, false)).containsExactly(cut("one", 0, 4));
        assertThat(lines.nextOffset()).isEqualTo(4);
        assertThat(lines.readOffset()).isEqualTo(7);

        lines.begin("\0\0two\n".getBytes(UTF_8), 2, 6, 7, 4);

        assertThat(Cut.all(lines, false)).containsExactly(cut("two", 4, 11));
        assertThat(lines.takeLeftOut()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aTextOfTheMaximumLengthIsOneRecord(String lineEnd) {
        begin(lines, "0123456789" + lineEnd);

        assertThat(Cut.all(lines, false)).containsExactly(cut("0123456789", 0, 10 + lineEnd.length()));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, true"})
    void aLineIsTooLongWhenNoLineEndCanFollowTheMaximumLength(int more, boolean tooLong) {
        begin(lines, "0123456789" + "x".repeat(more));

        assertThat(lines.lookahead()).isEqualTo(12);
        assertThat(lines.next(true)).isEqualTo(tooLong);
    }

    @Test
    void aLineThatIsTooLongIsCutIntoPiecesAndTheLastOneIsComplete() {
        begin(lines, "0123456789abcdefghij\0!\nnext\n");

        assertThat(Cut.all(lines, false))
                .containsExactly(
                        new Cut("0123456789", 0, 10, PARTIAL),
                        new Cut("abcdefghij", 10, 20, PARTIAL),
                        cut("\0!", 20, 23),
                        cut("next", 23, 28));
        assertThat(lines.takeLeftOut()).isZero();
    }

    @Test
    void aPieceEndsBeforeACharacterThatItWouldSplit() {
        begin(lines, "012345678é9\n");

        assertThat(Cut.all(lines, false)).containsExactly(new Cut("012345678", 0, 9, PARTIAL), cut("é9", 9, 13));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                `aaaaaaaaaaaaaa bbbbbbbb` | `aaaaaaaaaaaaaa `
                `aaaaaaaaaaaaaa   bbbbbb` | `aaaaaaaaaaaaaa  `
                `{"m":"aaaaaaaa","n":"b"}` | `{"m":"aaaaaaaa"`
                `aa 4111 1111 1111 1111 1111` | `aa 4111 1111 111`
                `a aaaa Authorization: Bearer bbbbbb` | `a aaaa Authoriza`
                `aaaaaaa Bearer  bbbbbb` | `aaaaaaa Bearer  `
                `a bbbbbbbbbbbbbbbbbbbb` | `a bbbbbbbbbbbbbb`
                """)
    void aLongLineIsCutBetweenWordsAndNotInsideASecret(String line, String piece) {
        RecordCutter cutter = new RecordCutter(framing(false, false, 16));
        begin(cutter, line + "\n");

        assertThat(cutter.next(false)).isTrue();
        assertThat(Cut.of(cutter).text()).isEqualTo(piece);
    }

    @Test
    void theRestOfATruncatedLineIsLeftOut() {
        begin(truncated, "0123456789abcdefghijklmn\nnext\n");

        assertThat(Cut.all(truncated, false))
                .containsExactly(new Cut("0123456789", 0, 10, TRUNCATED), cut("next", 25, 30));
        assertThat(truncated.takeLeftOut()).isEqualTo(15);
    }

    @Test
    void theRestOfATruncatedLineIsLeftOutAlsoInLaterRanges() {
        begin(truncated, "0123456789abc");
        assertThat(Cut.all(truncated, false)).containsExactly(new Cut("0123456789", 0, 10, TRUNCATED));
        assertThat(truncated.nextOffset()).isEqualTo(13);
        assertThat(truncated.nextIncomplete()).isFalse();

        truncated.begin("cde".getBytes(UTF_8), 1, 3, 13, 13);
        assertThat(truncated.next(true)).isFalse();
        truncated.begin("ef\n\0next\n".getBytes(UTF_8), 1, 9, 15, 15);

        assertThat(Cut.all(truncated, false)).containsExactly(cut("next", 17, 23));
        assertThat(truncated.takeLeftOut()).isEqualTo(3 + 2 + 2 + 1);
    }

    @Test
    void aMultilineRecordEndsWhereTheNextOneBegins() {
        begin(multiline, ">a\r\nb\r\n\n>c\n>d\n");

        assertThat(Cut.all(multiline, false)).containsExactly(cut(">a\r\nb\r\n", 0, 8), cut(">c", 8, 11));
        assertThat(multiline.mayStillGrow()).isTrue();
        assertThat(multiline.nextOffset()).isEqualTo(11);
    }

    @Test
    void anOpenRecordIsCutFromItsStartWhenThereIsMore() {
        begin(multiline, ">a\nb\nc");
        assertThat(multiline.next(false)).isFalse();
        assertThat(multiline.nextOffset()).isZero();

        begin(multiline, ">a\nb\ncd\n>e\n");

        assertThat(Cut.all(multiline, false)).containsExactly(cut(">a\nb\ncd", 0, 8));
    }

    @Test
    void anOpenRecordIsCompleteWhenNothingWillFollow() {
        begin(multiline, ">a\nb\n");

        assertThat(multiline.next(false)).isFalse();
        assertThat(Cut.all(multiline, true)).containsExactly(cut(">a\nb", 0, 5));
        assertThat(multiline.mayStillGrow()).isFalse();
    }

    @Test
    void aRecordOfTooManyLinesIsCutAndItsRestIsARecord() {
        begin(multiline, ">\n1\n2\n3\n4\n>\n");

        assertThat(Cut.all(multiline, true))
                .containsExactly(new Cut(">\n1\n2", 0, 6, PARTIAL), cut("3\n4", 6, 10), cut(">", 10, 12));
    }

    @Test
    void aMultilineRecordIsCutBeforeTheLineThatMakesItTooLong() {
        begin(multiline, ">2345\n789\nabc\n>\n");

        assertThat(Cut.all(multiline, true))
                .containsExactly(new Cut(">2345\n789", 0, 10, PARTIAL), cut("abc", 10, 14), cut(">", 14, 16));
    }

    @Test
    void aLineThatBeginsARecordDoesNotCutTheOneBeforeIt() {
        begin(multiline, ">2345\n>0123456789abc\n");

        assertThat(Cut.all(multiline, true))
                .containsExactly(cut(">2345", 0, 6), new Cut(">012345678", 6, 16, PARTIAL), cut("9abc", 16, 21));
    }

    /// The rule sees the same bytes of a line that is too long, however many are in the range.
    @ParameterizedTest
    @CsvSource(textBlock = """
                01234567~~~~~~~~~~~~, true
                012345678~_~_~_~_~_~_, true
                0123456789~_~_~_~_~_~_, false
                0123456789a~_~_~_~_~_~, true
                0123456789ab~_~_~_~_~_~, false
                """)
    void whetherALongLineBeginsARecordDoesNotDependOnTheRange(String line, boolean begins) {
        byte[] file = (">23\n" + line + "\n").getBytes(UTF_8);
        for (int end = file.length; end >= 4 + 12; end--) {
            multiline.begin(file, 0, end, 0, 0);

            assertThat(Cut.all(multiline, false))
                    .as("%d bytes", end)
                    .startsWith(new Cut(">23", 0, 4, begins ? COMPLETE : PARTIAL));
        }
    }

    @Test
    void aLineIsSeenWholeBeforeItDecidesAboutALongRecordBeforeIt() {
        begin(multiline, ">2345678\n0~");
        assertThat(multiline.next(false)).isFalse();
        assertThat(multiline.mayStillGrow()).isTrue();

        begin(multiline, ">2345678\n0~~\n");

        assertThat(Cut.all(multiline, false)).containsExactly(cut(">2345678", 0, 9));
    }

    @Test
    void theLongestRecordIsOpenUntilTheNextLineIsThere() {
        begin(multiline, ">123456789\r\n>0123456789");
        assertThat(multiline.next(false)).isFalse();
        assertThat(multiline.mayStillGrow()).isTrue();

        begin(multiline, ">123456789\r\n>0123456789a");
        assertThat(multiline.lookahead()).isEqualTo(24);

        assertThat(multiline.next(false)).isTrue();
        assertThat(Cut.of(multiline)).isEqualTo(cut(">123456789", 0, 12));
    }

    @Test
    void aLineWithoutALineEndIsCutAsItIsOnDemand() {
        begin(lines, "one\ntw");
        assertThat(Cut.all(lines, true)).containsExactly(cut("one", 0, 4));

        assertThat(lines.nextIncomplete()).isTrue();
        assertThat(Cut.of(lines)).isEqualTo(new Cut("tw", 4, 6, PARTIAL));
        assertThat(lines.nextIncomplete()).isFalse();
        assertThat(lines.nextOffset()).isEqualTo(6);
    }

    @Test
    void anOpenMultilineRecordIsCutWithTheLineThatHasNoLineEnd() {
        begin(multiline, ">a\nb\nc");
        assertThat(multiline.next(false)).isFalse();

        assertThat(multiline.nextIncomplete()).isTrue();
        assertThat(Cut.of(multiline)).isEqualTo(new Cut(">a\nb\nc", 0, 6, PARTIAL));
        assertThat(multiline.nextIncomplete()).isFalse();
    }

    @Test
    void aLineThatBeginsARecordIsAnIncompleteOneOfItsOwn() {
        begin(multiline, ">a\nb\n>c");
        assertThat(multiline.next(false)).isFalse();

        assertThat(multiline.nextIncomplete()).isTrue();
        assertThat(Cut.of(multiline)).isEqualTo(new Cut(">a\nb", 0, 5, PARTIAL));
        assertThat(multiline.nextIncomplete()).isTrue();
        assertThat(Cut.of(multiline)).isEqualTo(new Cut(">c", 5, 7, PARTIAL));
        assertThat(multiline.nextIncomplete()).isFalse();
    }

    /// However a file is read while it grows, the records are the ones that the rules give for the whole file.
    @Test
    void theRangesInWhichAFileIsReadDoNotMatter() {
        for (int seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            boolean truncate = random.nextBoolean();
            boolean joins = random.nextBoolean();
            int maxLength = 4 + random.nextInt(8);
            byte[] file = randomFile(random);
            RecordCutter cutter = new RecordCutter(framing(truncate, joins, maxLength));

            List<Cut> records = readWhileItGrows(cutter, file, random);

            Reference reference = new Reference(file, truncate, joins, maxLength);
            assertThat(records).as("seed %d", seed).isEqualTo(reference.records());
            assertThat(cutter.nextOffset()).as("seed %d", seed).isEqualTo(reference.next);
            assertThat(cutter.takeLeftOut()).as("seed %d", seed).isEqualTo(reference.leftOut);
        }
    }

    private static List<Cut> readWhileItGrows(RecordCutter cutter, byte[] file, Random random) {
        List<Cut> records = new ArrayList<>();
        int size = 0;
        int next = 0;
        int reading = 0;
        boolean done = false;
        while (!done) {
            int base = Math.max(0, reading - 1 - random.nextInt(3));
            int end = Math.min(size, reading + cutter.lookahead() + random.nextInt(10));
            byte[] bytes = Arrays.copyOfRange(file, base, end);
            cutter.begin(bytes, reading - base, bytes.length, reading, next);
            done = end == file.length;
            records.addAll(Cut.all(cutter, done));
            next = (int) cutter.nextOffset();
            reading = end < size ? (int) cutter.readOffset() : next;
            size = Math.min(file.length, size + (end < size ? 0 : 1 + random.nextInt(20)));
        }
        return records;
    }

    private static byte[] randomFile(Random random) {
        String[] alphabet = {
            "a", "b", "é", "€", "\uD83D\uDE00", "\0", "\0", "\r", "\n", "\n", "\r\n", ">", "\n>", " ", "1 ", "\",", "~"
        };
        StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
        int length = random.nextInt(60);
        for (int i = 0; i < length; i++) {
            text.append(alphabet[random.nextInt(alphabet.length)].repeat(random.nextInt(8) == 0 ? 9 : 1));
        }
        return text.toString().getBytes(UTF_8);
    }

    private static Framing framing(boolean truncate, boolean joins, int maxLength) {
        Multiline multiline = joins ? new StartPattern("^>|~$") : null;
        return new Framing(maxLength, truncate, multiline, MAX_LINES, Transcoder.of(UTF_8));
    }

    private static void begin(RecordCutter cutter, String file) {
        byte[] bytes = file.getBytes(UTF_8);
        cutter.begin(bytes, 0, bytes.length, 0, 0);
    }

    private static Cut cut(String text, long offset, long endOffset) {
        return new Cut(text, offset, endOffset, COMPLETE);
    }

    /// The records of a whole file, found in the most obvious way: one byte at a time.
    private static final class Reference {
        private final byte[] file;
        private final boolean truncate;
        private final boolean joins;
        private final int maxLength;
        private int next;
        private int start;
        private int leftOut;

        Reference(byte[] file, boolean truncate, boolean joins, int maxLength) {
            this.file = file;
            this.truncate = truncate;
            this.joins = joins;
            this.maxLength = maxLength;
        }

        List<Cut> records() {
            List<Cut> records = new ArrayList<>();
            Cut record = record();
            while (record != null) {
                records.add(record);
                next = (int) record.endOffset();
                record = record();
            }
            return records;
        }

        private @Nullable Cut record() {
            boolean insideLine = next > 0 && file[next - 1] != '\n';
            while (insideLine && truncate && next < file.length) {
                leftOut++;
                insideLine = file[next++] != '\n';
            }
            start = next;
            while (!insideLine && start < file.length && file[start] == 0) {
                start++;
            }
            int newline = newline(start);
            if (isTooLong(newline)) {
                int cut = start + maxLength;
                while (isContinuation(file[cut])) {
                    cut--;
                }
                for (int at = cut; at >= start + maxLength - maxLength / 4; at--) {
                    if (isBetweenWords(at)) {
                        cut = at;
                        break;
                    }
                }
                return cut(cut, cut, truncate ? TRUNCATED : PARTIAL);
            }
            return newline == file.length ? null : joins ? joined(newline) : line(newline, COMPLETE);
        }

        private boolean isBetweenWords(int at) {
            String before = new String(file, start, at - start, ISO_8859_1);
            return before.matches("(?s).*[^:=rRcC0-9 \t][ \t]+") || (before.endsWith("\"") && file[at] == ',');
        }

        private Cut joined(int firstNewline) {
            int newline = firstNewline;
            for (int lines = 1; ; lines++) {
                int next = newline + 1;
                int following = newline(next);
                int seen = Math.min(file.length, next + maxLength + 2);
                boolean complete = following < file.length;
                boolean judged = complete || seen == next + maxLength + 2;
                int lineEnd = following < seen ? contentEnd(following) : seen;
                boolean begins = lineEnd > next && (file[next] == '>' || file[lineEnd - 1] == '~');
                if (!judged || begins) {
                    return line(newline, COMPLETE);
                }
                if (isTooLong(following) || lines == MAX_LINES) {
                    return line(newline, PARTIAL);
                }
                if (!complete) {
                    return line(newline, COMPLETE);
                }
                newline = following;
            }
        }

        private Cut line(int newline, Completeness completeness) {
            return cut(contentEnd(newline), newline + 1, completeness);
        }

        private Cut cut(int textEnd, int end, Completeness completeness) {
            leftOut += start - next;
            int mark = start == 0 ? ByteOrderMark.length(file, 0, file.length) : 0;
            String text = new String(file, start + mark, textEnd - start - mark, UTF_8);
            return new Cut(text, next, end, completeness);
        }

        private boolean isTooLong(int newline) {
            return newline == file.length
                    ? file.length - start >= maxLength + 2
                    : contentEnd(newline) - start > maxLength;
        }

        private int newline(int from) {
            int i = from;
            while (i < file.length && file[i] != '\n') {
                i++;
            }
            return i;
        }

        private int contentEnd(int newline) {
            return newline > start && file[newline - 1] == '\r' ? newline - 1 : newline;
        }

        private static boolean isContinuation(byte b) {
            return (b & 0xC0) == 0x80;
        }
    }
}
