package io.sidecars.logshipper.output.loki;

import static io.sidecars.logshipper.output.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.output.Records;
import io.sidecars.logshipper.record.TextParser;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableTimeTest {
    private final Records raw = new Records(null);
    private final Records parsed = new Records(new TextParser(ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "2026-11-24 09:00:00,            12345678901, 2026-11-24T09:00:00.345678901Z",
        "2026-11-24 09:00:00.1,          12345678901, 2026-11-24T09:00:00.145678901Z",
        "2026-11-24 09:00:00.123,        12345678901, 2026-11-24T09:00:00.123678901Z",
        "2026-11-24 09:00:00.120,        12345678901, 2026-11-24T09:00:00.120678901Z",
        "2026-11-24 09:00:00.000,        12345678901, 2026-11-24T09:00:00.000678901Z",
        "2026-11-24 09:00:00.123456,     12345678901, 2026-11-24T09:00:00.123456901Z",
        "2026-11-24 09:00:00.1234567,    12345678901, 2026-11-24T09:00:00.123456701Z",
        "2026-11-24 09:00:00.123456789,  12345678901, 2026-11-24T09:00:00.123456789Z",
    })
    void theDigitsThatATimeDoesNotHaveComeFromTheOffset(String text, long offset, Instant expected) {
        assertThat(StableTime.of(parsed.at(offset, text))).isEqualTo(nanos(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T09:00:00Z,           12345678901, 2026-11-24T09:00:00.345678901Z",
        "2026-11-24T09:00:00.120Z,       12345678901, 2026-11-24T09:00:00.120678901Z",
        "2026-11-24T09:00:00.123456Z,    12345678901, 2026-11-24T09:00:00.124134901Z",
        "2026-11-24T09:00:00.000000001Z, 12345678901, 2026-11-24T09:00:00.000678902Z",
    })
    void aTimeOfAnEarlierRecordIsFilledToo(Instant previous, long offset, Instant expected) {
        assertThat(StableTime.of(parsed.at(offset, "no time", nanos(previous)))).isEqualTo(nanos(expected));
    }

    @Test
    void equalLinesOfOneMillisecondAreTwoEntriesInTheirOrder() {
        String line = "2026-11-24 09:00:00.123 tick";
        long first = StableTime.of(parsed.at(1000, line));

        assertThat(StableTime.of(parsed.at(1029, line))).isEqualTo(first + 29);
    }

    @Test
    void equalLinesWithoutATimeAreTwoEntriesAfterTheRecordBeforeThem() {
        String line = "2026-11-24 09:00:00.123 tick";
        long own = nanos(Instant.parse("2026-11-24T09:00:00.123Z"));
        long before = StableTime.of(parsed.at(1000, line));
        long first = StableTime.of(parsed.at(1029, "...", own));

        assertThat(first).isGreaterThan(before);
        assertThat(StableTime.of(parsed.at(1033, "...", own))).isGreaterThan(first);
    }

    @Test
    void aReplayIsTheSameEntryWheneverItHappens() {
        long time = StableTime.of(parsed.at(1000, "2026-11-24 09:00:00.123 tick"));
        parsed.readAt(NOW + 777_777_777_777L);

        assertThat(StableTime.of(parsed.at(1000, "2026-11-24 09:00:00.123 tick", 5_000)))
                .isEqualTo(time);
    }

    @Test
    void equalLinesThatAreReadAtOnceAreEntriesOfTheirOwn() {
        long first = StableTime.of(raw.at(0, "tick"));

        assertThat(first).isBetween(NOW - 100_000_000, NOW);
        assertThat(StableTime.of(raw.at(5, "tick"))).isEqualTo(first + 5);
        assertThat(StableTime.of(raw.at(2_000_000, "tick"))).isEqualTo(first + 2_000_000);
    }

    @Test
    void whatIsNotParsedHasTheTimeOfItsReading() {
        assertThat(StableTime.of(raw.at(7, "2026-11-24 09:00:00.123", 5_000_000)))
                .isEqualTo(NOW - NOW % 100_000_000 + 7);
    }

    @Test
    void aTimeThatCannotBeTrueIsReplacedByThatOfTheReading() {
        assertThat(StableTime.of(parsed.at(7, "2027-11-24 09:00:00.123", 5_000_000)))
                .isEqualTo(NOW - NOW % 100_000_000 + 7);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
