package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextParserTest {
    private static final long TEN = 1_795_510_800L;

    private final TextParser parser = new TextParser(ZoneId.of("Europe/Zurich"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-11-24 10:00:00,123 [main] INFO  c.e.Foo - msg;      9;  2026-11-24 10:00:00,123",
                "2026-11-24 10:00:00,123 [http exec 1] WARN c.e.Foo - m;  13; 2026-11-24 10:00:00,123",
                "2026-11-24 10:00:00,123 INFO [main] c.e.Foo - msg;       9;  2026-11-24 10:00:00,123",
                "2026-11-24T10:00:00.123+01:00  INFO 1 --- [main] c.e : m;9;  2026-11-24T10:00:00.123+01:00",
                "2026-11-24T10:00:00.123+01:00 ERROR 1 --- [main] c.e : m;17; 2026-11-24T10:00:00.123+01:00",
                "[2026-11-24T09:00:00Z] ERROR: x;                         17; 2026-11-24T09:00:00Z",
                "INFO 2026-11-24 10:00:00 x;                              9;  2026-11-24 10:00:00",
                "[WARN] [2026-11-24 10:00:00] x;                          13; 2026-11-24 10:00:00",
                "2026/11/24 10:00:00 [error] 31#31: *1 open() failed;     17; 2026/11/24 10:00:00",
                "2026/11/24 10:00:00 listening on :8080;                  0;  2026/11/24 10:00:00",
                "[2026-11-24 10:00:00 +0100] [1] [INFO] Booting;          9;  2026-11-24 10:00:00 +0100",
                "2026-11-24 10:00:00,123 - my.name - WARNING - msg;       13; 2026-11-24 10:00:00,123",
                "2026-11-24 10:00:00 17 DEBUG x;                          5;  2026-11-24 10:00:00",
                "2026-11-24 10:00:00 | info | x;                          0;  2026-11-24 10:00:00",
                "2026-11-24 10:00:00 |info| x;                            9;  2026-11-24 10:00:00",
                "2026-11-24 10:00:00 FATAL;                               21; 2026-11-24 10:00:00",
            })
    void commonLayoutsAreRecognized(String text, int severity, String time) {
        Parsed parsed = Parsed.of(parser, text);

        assertThat(parsed.time()).isEqualTo(time);
        assertThat(parsed.nanos() / 1_000_000_000).isEqualTo(TEN);
        assertThat(parsed.severity()).isEqualTo(severity);
        assertThat(parsed.message()).isEqualTo(text);
        assertThat(parsed.fields()).isEmpty();
    }

    @Test
    void aTabEndsASeverityInLowerCase() {
        assertThat(Parsed.of(parser, "2026-11-24T10:00:00.000Z\tinfo\tcaller.go:1\tmsg"))
                .returns(9, Parsed::severity)
                .returns("info", Parsed::severityText);
    }

    @ParameterizedTest
    @CsvSource({"ERROR: x,17", "[WARN] x,13", "WARN x,13", "error: x,17", "  DEBUG,5", "[info] x,9"})
    void aSeverityNeedsNoTime(String text, int severity) {
        assertThat(Parsed.of(parser, text)).returns(severity, Parsed::severity).returns(0L, Parsed::nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "Error opening a file",
                "info",
                "ERRORS: x",
                "INFO_1 x",
                "some ERROR text",
                "[main] started",
                "[main",
                "5 INFO x",
                "at 2026-11-24 10:00:00 INFO x",
                "2026-11-24",
                "äöü",
            })
    void otherLinesAreOnlyText(String text) {
        assertThat(Parsed.of(parser, text)).isEqualTo(Parsed.raw(true, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ERROR page",
                "[a] [b] [c] [d] INFO",
                "Notice how it is",
                "[main INFO",
                "connected INFO",
                "x- INFO",
            })
    void aWordOfTheMessageIsNotASeverity(String text) {
        assertThat(Parsed.of(parser, "2026-11-24 10:00:00 " + text).severity()).isZero();
    }
}
