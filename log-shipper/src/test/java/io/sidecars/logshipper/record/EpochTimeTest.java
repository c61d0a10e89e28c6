package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTimeTest {
    private final EpochTime time = new EpochTime();

    @ParameterizedTest
    @CsvSource({
        "1795514400,            1795514400000000000, 0",
        "1795514400.5,          1795514400500000000, 1",
        "1795514400.120,        1795514400120000000, 3",
        "1795514400.1234567891, 1795514400123456789, 9",
        "1795514400123,         1795514400123000000, 3",
        "1795514400123.25,      1795514400123250000, 5",
        "1795514400123456,      1795514400123456000, 6",
        "1795514400123456789,   1795514400123456789, 9",
        "1795514400123456789.9, 1795514400123456789, 9",
        "1.7955144e9,           1795514400000000000, 0",
        "1.795514400123E+09,    1795514400123000000, 3",
        "17955144005e-1,        1795514400500000000, 1",
        "9000000000,            9000000000000000000, 0",
        "100000000000,          100000000000000000,  3",
        "99999999999999,        99999999999999000000, 3",
        "100000000000000,       100000000000000000,  6",
        "99999999999999999,     99999999999999999000, 6",
        "100000000000000000,    100000000000000000,  9",
        "1,                     1000000000,          0",
    })
    void theNumberOfDigitsTellsTheUnit(String text, BigDecimal nanos, int precision) {
        boolean fits = nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;

        assertThat(parse(text)).isEqualTo(fits);
        if (fits) {
            assertThat(time.nanos()).isEqualTo(nanos.longValueExact());
            assertThat(time.precision()).isEqualTo(precision);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0.0",
                "-1795514400",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "12x",
                "1e400",
                "1e-400",
                "1e99",
                "x",
                "1 2",
                "12345678901234567890",
                "1e99999999999",
                "20000000000",
                "true",
                "{}",
            })
    void otherTextsAreNotATime(String text) {
        assertThat(parse(text)).isFalse();
    }

    @Test
    void fractionsAreExact() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            long nanos = random.nextLong(1_000_000_000_000_000_000L, 9_000_000_000_000_000_000L);
            int scale = new int[] {9, 6, 3, 0}[random.nextInt(4)];
            String text = BigDecimal.valueOf(nanos, scale).toPlainString();

            assertThat(parse(text)).as("seed %d: %s", seed, text).isTrue();
            assertThat(time.nanos()).as("seed %d: %s", seed, text).isEqualTo(nanos);
        }
    }

    private boolean parse(String text) {
        byte[] bytes = ("9" + text + "9").getBytes(UTF_8);
        return time.parse(bytes, 1, bytes.length - 1);
    }
}
