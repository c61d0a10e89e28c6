package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeveritiesTest {
    @ParameterizedTest
    @CsvSource({
        "1, trace finest verbose",
        "5, debug finer",
        "6, fine",
        "7, config",
        "9, info information",
        "10, notice",
        "13, warn warning",
        "17, error err severe",
        "21, fatal critical crit alert emergency emerg panic",
    })
    void namesAreRecognizedInAnyCase(int number, String names) {
        for (String name : List.of(names.split(" ", -1))) {
            assertThat(ofName(name)).as(name).isEqualTo(number);
            assertThat(ofName(name.toUpperCase(Locale.ROOT))).as(name).isEqualTo(number);
            assertThat(ofName(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                    .as(name)
                    .isEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "inf", "infos", "warned", "erro\u0012", "loud", "ïnfo"})
    void otherWordsAreUnknown(String name) {
        assertThat(ofName(name)).isZero();
    }

    @Test
    void openTelemetryNumbersAreOneToTwentyFour() {
        for (int number = 0; number <= 120; number++) {
            byte[] bytes = Integer.toString(number).getBytes(UTF_8);
            assertThat(Severities.ofOpenTelemetry(bytes, 0, bytes.length)).isEqualTo(number <= 24 ? number : 0);
        }
        assertThat(Severities.ofOpenTelemetry("1.5".getBytes(UTF_8), 0, 3)).isZero();
        assertThat(Severities.ofOpenTelemetry("4294967297".getBytes(UTF_8), 0, 10))
                .isZero();
        assertThat(Severities.ofOpenTelemetry("".getBytes(UTF_8), 0, 0)).isZero();
    }

    private static int ofName(String name) {
        byte[] bytes = ("x" + name + "s").getBytes(UTF_8);
        return Severities.ofName(bytes, 1, bytes.length - 1);
    }
}
