package io.sidecars.logshipper.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SwarTest {
    @Test
    void findsTheFirstOccurrenceInTheRange() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] alphabet = {'@', 'A', '?', 0, (byte) 0xC0, (byte) 0xBF, (byte) 0xFF};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int n = 0; n < bytes.length; n++) {
                bytes[n] = alphabet[random.nextInt(random.nextBoolean() ? 1 : 2, alphabet.length)];
            }
            if (random.nextBoolean() && bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] = '@';
            }
            int from = random.nextInt(bytes.length + 1);
            int to = random.nextInt(from, bytes.length + 1);

            int expected = -1;
            for (int n = to - 1; n >= from; n--) {
                expected = bytes[n] == '@' ? n : expected;
            }
            assertThat(Swar.indexOf('@', bytes, from, to))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void writesHexadecimalDigits() {
        Random random = new Random(43);
        byte[] digits = new byte[Long.BYTES];
        for (int round = 0; round < 100_000; round++) {
            int number = random.nextInt();
            Swar.set(digits, 0, Swar.hex(number));

            assertThat(digits).asString().isEqualTo(HexFormat.of().toHexDigits(number));
        }
    }

    @Test
    void marksExactlyTheBytesThatJsonEscapes() {
        Random random = new Random(42);
        byte[] edges = {0, '\t', 0x1F, ' ', '!', '"', '#', '[', '\\', ']', 0x7F, (byte) 0x80, (byte) 0xA2, (byte) 0xFF};
        byte[] bytes = new byte[Long.BYTES];
        for (int round = 0; round < 100_000; round++) {
            long expected = 0;
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextBoolean() ? edges[random.nextInt(edges.length)] : (byte) random.nextInt();
                int b = bytes[i] & 0xFF;
                expected |= b < ' ' || b == '"' || b == '\\' ? 0x80L << (i * Byte.SIZE) : 0;
            }
            long marks = Swar.escaped(Swar.get(bytes, 0));

            assertThat(marks).isEqualTo(expected);
            assertThat(marks == 0 ? 8 : Swar.first(marks)).isEqualTo(Long.numberOfTrailingZeros(expected) / 8);
        }
    }
}
