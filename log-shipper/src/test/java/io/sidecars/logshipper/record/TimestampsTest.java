package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final long END = Instant.parse("2261-12-31T00:00:00Z").getEpochSecond();
    private static final List<String> LOCAL_LAYOUTS =
            List.of("yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "dd/MMM/yyyy:HH:mm:ss");
    private static final List<String> OFFSETS = List.of("XXX", "XX", "xxx", "xx", " xx", " xxx");

    private final Timestamps utc = new Timestamps(ZoneOffset.UTC);

    @Test
    void timesWithAnOffsetAreReadLikeInJava() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            int digits = random.nextInt(10);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
            OffsetDateTime time = Instant.ofEpochSecond(random.nextLong(86_400, END), random.nextInt(1_000_000_000))
                    .atOffset(offset);
            String text = format(random, time.toLocalDateTime(), digits)
                    + DateTimeFormatter.ofPattern(any(random, OFFSETS)).format(time);

            assertThat(parse(utc, text)).as("seed %d: %s", seed, text).isEqualTo(text.length());
            assertThat(utc.nanos()).as("seed %d: %s", seed, text).isEqualTo(nanos(time.toInstant(), digits));
            assertThat(utc.precision()).as("seed %d: %s", seed, text).isEqualTo(digits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Zurich", "America/New_York", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"})
    void timesWithoutAnOffsetAreInTheZone(String name) {
        ZoneId zone = ZoneId.of(name);
        Timestamps timestamps = new Timestamps(zone);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            int digits = random.nextInt(10);
            LocalDateTime time = random.nextBoolean() ? anyTime(random) : aboutAChange(random, zone);
            String text = format(random, time, digits);

            assertThat(parse(timestamps, text)).as("seed %d: %s", seed, text).isEqualTo(text.length());
            assertThat(timestamps.nanos())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(nanos(time.atZone(zone).toInstant(), digits));
        }
    }

    @Test
    void daysThatDoNotExistAreRejected() {
        for (int year : new int[] {1970, 1999, 2000, 2024, 2026, 2100, 2261}) {
            for (int month = 0; month <= 13; month++) {
                for (int day = 0; day <= 32; day++) {
                    String text = String.format(Locale.ROOT, "%04d-%02d-%02dT12:00:00Z", year, month, day);
                    assertThat(parse(utc, text)).as(text).isEqualTo(exists(year, month, day) ? text.length() : -1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-24",
                "2026-11-24T10:00",
                "2026-11-24T24:00:00Z",
                "2026-11-24T10:60:00Z",
                "2026-11-24T10:00:61Z",
                "2026-11-24T10:00:00.1234567890Z",
                "2026-11-24T10:00:000Z",
                "2026-11-24T10:00:00Zulu",
                "2026-11-24x10:00:00Z",
                "2026-11/24T10:00:00Z",
                "2026-11-24T10.00:00Z",
                "2026-11-24T10:00:00+19:00",
                "2026-11-24T10:00:00+01:60",
                "2026-1-24T010:00:00Z",
                "1969-12-31T23:00:00Z",
                "1970-01-01T00:00:00Z",
                "2262-01-01T00:00:00Z",
                "24/Nov/2026 10:00:00 Z",
                "24/Nox/2026:10:00:00 Z",
                "24/Nov/2026:10:00:0",
                "2O26-11-24T10:00:00Z",
                "2026-11-24T1o:00:00Z",
                "2026-11-24T10:00:00.5x",
                "2026-11-24T10:00:00+18:01",
            })
    void otherTextsAreNotATime(String text) {
        assertThat(parse(utc, text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-11-24T10:00:60Z;2026-11-24T10:00:60Z;2026-11-24T10:00:59Z",
                "2026-11-24t10:00:00z;2026-11-24t10:00:00z;2026-11-24T10:00:00Z",
                "2026-11-24T10:00:00-05 x;2026-11-24T10:00:00-05;2026-11-24T15:00:00Z",
                "2026-11-24 10:00:00 UTC [1];2026-11-24 10:00:00 UTC;2026-11-24T10:00:00Z",
                "2026-11-24 10:00:00 GMT;2026-11-24 10:00:00 GMT;2026-11-24T10:00:00Z",
                "2026-11-24 10:00:00 UTCX;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00 -0500x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00 +2000;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00 -05 C;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00 - x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00-x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00, x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00. x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
                "2026-11-24 10:00:00] x;2026-11-24 10:00:00;2026-11-24T09:00:00Z",
            })
    void theEndOfATimeIsFound(String text, String time, Instant instant) {
        Timestamps zurich = new Timestamps(ZoneId.of("Europe/Zurich"));

        assertThat(parse(zurich, text)).isEqualTo(time.length());
        assertThat(zurich.nanos()).isEqualTo(nanos(instant, 0));
    }

    private static int parse(Timestamps timestamps, String text) {
        byte[] bytes = ("9" + text + "99").getBytes(UTF_8);
        int end = timestamps.parse(bytes, 1, bytes.length - 2);
        return end < 0 ? -1 : end - 1;
    }

    private static String format(Random random, LocalDateTime time, int digits) {
        String fraction = digits == 0 ? "" : any(random, List.of(".", "','")) + "S".repeat(digits);
        return DateTimeFormatter.ofPattern(any(random, LOCAL_LAYOUTS) + fraction, Locale.ENGLISH)
                .format(time);
    }

    private static LocalDateTime anyTime(Random random) {
        return LocalDateTime.ofEpochSecond(random.nextLong(86_400, END), random.nextInt(1_000_000_000), ZoneOffset.UTC);
    }

    private static LocalDateTime aboutAChange(Random random, ZoneId zone) {
        Instant anywhere = anyTime(random).toInstant(ZoneOffset.UTC);
        var change = zone.getRules().nextTransition(anywhere);
        return change == null || change.getInstant().getEpochSecond() > END
                ? anyTime(random)
                : change.getDateTimeBefore().plusSeconds(random.nextInt(-7200, 7201));
    }

    private static boolean exists(int year, int month, int day) {
        try {
            LocalDate.of(year, month, day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /// Cut to the digits that were written.
    private static long nanos(Instant instant, int digits) {
        long all = ChronoUnit.NANOS.between(Instant.EPOCH, instant);
        long unit = (long) Math.pow(10, 9 - digits);
        return all / unit * unit;
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
