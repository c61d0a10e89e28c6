package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterHeaderTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");
    private static final Duration CAP = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                "' 007 ' | 7",
                "0000000000000000000000000007 | 7",
                "Sun, 06 Nov 1994 08:49:37 GMT | 7",
                "Mon, 06 Nov 1994 08:49:37 GMT | 7",
                "6 Nov 1994 08:49:37 GMT | 7",
                "Sunday, 06-Nov-94 08:49:37 GMT | ",
                "Sun Nov  6 08:49:37 1994 | 7",
                "Thu, 01 Jan 1970 00:00:00 GMT | 0",
            })
    void isSecondsOrADate(String header, Integer seconds) {
        Duration expected = seconds == null ? CAP : Duration.ofSeconds(seconds); // two digits of a year mean 20xx

        assertThat(RetryAfterHeader.parse(header, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "301",
                "999999999",
                "9999999999",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Mon, 31 Dec 9999 23:59:59 GMT",
                "Fri, 31 Dec 99999 23:59:59 GMT",
                "31 Dec 999999999999999999 23:59:59 GMT",
                "Fri Dec 31 23:59:59 99999",
                "Friday, 31-Dec-99 23:59:59 GMT",
            })
    void isCappedHoweverLargeItIs(String header) {
        assertThat(RetryAfterHeader.parse(header, NOW)).isEqualTo(CAP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-1", "1.5", "1e9", "0x10", "tomorrow, 06 Nov", "Sun, 99 Nov 1994 08:49:37 GMT"})
    void anythingElseIsIgnored(String header) {
        assertThat(RetryAfterHeader.parse(header, NOW)).isNull();
    }

    @Test
    void aLongHeaderCostsNothing() {
        assertThat(RetryAfterHeader.parse("9".repeat(60_000), NOW)).isEqualTo(CAP);
        assertThat(RetryAfterHeader.parse("A".repeat(60_000), NOW)).isNull();
        assertThat(RetryAfterHeader.parse("0".repeat(60_000), NOW)).isEqualTo(Duration.ZERO);
    }
}
