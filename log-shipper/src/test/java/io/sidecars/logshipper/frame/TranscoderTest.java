package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.record.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranscoderTest {
    static final String[] CHARSETS = {
        "UTF-8", "US-ASCII", "ISO-8859-1", "ISO-8859-2", "ISO-8859-5", "ISO-8859-6", "ISO-8859-8", "ISO-8859-15",
        "windows-1250", "windows-1251", "windows-1252", "windows-1255", "windows-1258", "GBK", "GB18030", "GB2312",
        "Big5", "Shift_JIS", "windows-31j", "EUC-JP", "EUC-KR"
    };
    private static final long SEED = Long.getLong("seed", 20261124);
    private static final int ROUNDS = 1_000;
    /// Longer than a chunk of the decoder.
    private static final int MAX_LENGTH = 5_000;

    private final Random random = new Random(SEED);
    private final Map<Charset, int[]> alphabets = new HashMap<>();

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void validTextIsDecodedLikeInJavaAndNotReported(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = validText(charset, randomLength());

            assertThat(transcoder.transcode(text, 0, text.length))
                    .as(describe(round))
                    .isTrue();
            assertThat(result(transcoder)).as(describe(round)).isEqualTo(new String(text, charset));
        }
    }

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void randomBytesBecomeValidUtf8AndAreReportedExactlyIfMalformed(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = randomBytes(randomLength());
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            String expected = new String(bytes, from, to - from, charset);

            boolean wellFormed = transcoder.transcode(bytes, from, to);

            String text = result(transcoder);
            assertThat(wellFormed).as(describe(round)).isEqualTo(expected.indexOf('\uFFFD') < 0);
            assertThat(text.replace("\uFFFD", "")).as(describe(round)).isEqualTo(expected.replace("\uFFFD", ""));
            assertThat(Utf8.firstMalformed(transcoder.bytes(), transcoder.start(), transcoder.end()))
                    .as(describe(round))
                    .isEqualTo(transcoder.end());
        }
    }

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void piecesThatAreCutFromValidTextGiveTheWholeText(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = validText(charset, randomLength());
            int longest = 4 + random.nextInt(30);

            assertThat(inPieces(transcoder, text, longest, true))
                    .as(describe(round))
                    .isEqualTo(new String(text, charset));
        }
    }

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void aCutIsWhereTheNextCharacterWouldNotFit(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = validText(charset, 20);
            int index = 4 + random.nextInt(text.length - 4);

            int cut = transcoder.cut(text, 0, index);

            String rest = new String(text, cut, text.length - cut, charset);
            byte[] next = Character.toString(rest.codePointAt(0)).getBytes(charset);
            assertThat(cut + next.length).as(describe(round)).isGreaterThan(index);
        }
    }

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void aCutAlwaysAdvancesByAllButThreeBytes(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = randomBytes(10 + random.nextInt(30));
            int from = random.nextInt(5);
            int index = from + 4 + random.nextInt(bytes.length - from - 4);

            assertThat(transcoder.cut(bytes, from, index)).as(describe(round)).isBetween(index - 3, index);
        }
    }

    @Test
    void piecesOfMalformedUtf8GiveTheWholeText() {
        Transcoder transcoder = Transcoder.of(UTF_8);
        for (int round = 0; round < ROUNDS * 10; round++) {
            byte[] bytes = nearlyUtf8(40);
            transcoder.transcode(bytes, 0, bytes.length);
            String whole = result(transcoder);

            assertThat(inPieces(transcoder, bytes, 4 + random.nextInt(10), false))
                    .as(describe(round))
                    .isEqualTo(whole);
        }
    }

    @Test
    void eachByteThatDoesNotStartASequenceIsReplaced() {
        assertRepaired("a C0 80 b", "a\uFFFD\uFFFDb");
        assertRepaired("E0 80 AF", "\uFFFD\uFFFD\uFFFD");
        assertRepaired("ED A0 80 ED B0 80", "\uFFFD".repeat(6));
        assertRepaired("F4 90 80 80", "\uFFFD".repeat(4));
        assertRepaired("F5 80 80 80", "\uFFFD".repeat(4));
        assertRepaired("x E4 B8", "x\uFFFD\uFFFD");
        assertRepaired("E4 B8 x F0 9F 98 80 FF", "\uFFFD\uFFFDx😀\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "Shift_JIS", "ISO-8859-1"})
    void nulsAndControlCharactersStayTheSame(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        String text = "\0a\0\0\u001B[31mb\u007F\r\t\u000Bé\0"
                .replace("é", charset.newEncoder().canEncode('é') ? "é" : "ｱ");
        byte[] bytes = text.getBytes(charset);

        assertThat(transcoder.transcode(bytes, 0, bytes.length)).isTrue();
        assertThat(result(transcoder)).isEqualTo(text);
    }

    @ParameterizedTest
    @FieldSource("CHARSETS")
    void asciiIsTheSameInEveryCharsetAndIsNotCopied(Charset charset) {
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        Transcoder transcoder = Transcoder.of(charset);

        assertThat(transcoder.transcode(ascii, 1, 127)).isTrue();

        assertThat(transcoder.bytes()).isSameAs(ascii);
        assertThat(transcoder.start()).isEqualTo(1);
        assertThat(transcoder.end()).isEqualTo(127);
        assertThat(new String(ascii, charset)).isEqualTo(new String(ascii, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "ISO-8859-6", "GBK", "GB18030", "GB2312", "Big5", "Shift_JIS", "EUC-JP"})
    void aMalformedByteMayBeAnywhere(Charset charset) {
        Transcoder transcoder = Transcoder.of(charset);
        for (int length = 1; length < MAX_LENGTH / 2; length++) {
            byte[] text = "a".repeat(length).getBytes(charset);
            text[length - 1] = (byte) 0xFF;

            assertThat(transcoder.transcode(text, 0, length)).isFalse();
            assertThat(result(transcoder)).isEqualTo(new String(text, charset));
        }
    }

    @Test
    void validUtf8IsNotCopied() {
        byte[] text = "Größe 中文 😀 and a longer tail of ASCII".getBytes(UTF_8);
        Transcoder transcoder = Transcoder.of(UTF_8);

        assertThat(transcoder.transcode(text, 0, text.length)).isTrue();

        assertThat(transcoder.bytes()).isSameAs(text);
    }

    private void assertRepaired(String spaced, String expected) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : spaced.split(" ", -1)) {
            bytes.write(part.length() == 1 ? part.charAt(0) : Integer.parseInt(part, 16));
        }
        Transcoder transcoder = Transcoder.of(UTF_8);

        assertThat(transcoder.transcode(bytes.toByteArray(), 0, bytes.size())).isFalse();
        assertThat(result(transcoder)).isEqualTo(expected);
    }

    /// Cuts the text into pieces as [RecordCutter] does.
    private String inPieces(Transcoder transcoder, byte[] bytes, int longest, boolean valid) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (from < bytes.length) {
            int to = bytes.length - from <= longest ? bytes.length : transcoder.cut(bytes, from, from + longest);
            assertThat(to).isGreaterThan(from);
            boolean wellFormed = transcoder.transcode(bytes, from, to);
            assertThat(wellFormed || !valid).isTrue();
            text.append(result(transcoder));
            from = to;
        }
        return text.toString();
    }

    private byte[] validText(Charset charset, int characters) {
        int[] alphabet = alphabets.computeIfAbsent(charset, this::alphabet);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString().getBytes(charset);
    }

    /// Characters that the charset has.
    private int[] alphabet(Charset charset) {
        return IntStream.generate(this::randomCharacter)
                .filter(c -> c != 0xFFFD)
                .filter(c -> new String(Character.toString(c).getBytes(charset), charset).equals(Character.toString(c)))
                .limit(1_000)
                .toArray();
    }

    private int randomCharacter() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> 0xA0 + random.nextInt(0x560);
            case 2 -> 0x3040 + random.nextInt(0xC0);
            case 3, 4 -> 0x4E00 + random.nextInt(0x5200);
            case 5 -> 0xAC00 + random.nextInt(0x2B00);
            case 6 -> 0x10000 + random.nextInt(0x100000);
            default -> 'a' + random.nextInt(26);
        };
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] nearlyUtf8(int length) {
        byte[] bytes = validText(UTF_8, length);
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private int randomLength() {
        return random.nextInt(200) == 0 ? MAX_LENGTH : random.nextInt(40);
    }

    private static String result(Transcoder transcoder) {
        return new String(transcoder.bytes(), transcoder.start(), transcoder.end() - transcoder.start(), UTF_8);
    }

    private static String describe(int round) {
        return "seed " + SEED + " round " + round;
    }
}
