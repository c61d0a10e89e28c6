package io.sidecars.logshipper.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SearchTest {
    @Test
    void findsTheFirstByteOfTheRangeWhereverItStands() {
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
            assertThat(Search.indexOf('@', bytes, from, to))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(expected);
        }
    }
}
