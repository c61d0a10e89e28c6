package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WellKnownFieldsTest {
    private final JsonObjectParser parser = new JsonObjectParser(ZoneId.of("Europe/Zurich"));

    @ParameterizedTest
    @ValueSource(strings = {"@timestamp", "timestamp", "time", "ts", "datetime", "timeUnixNano"})
    void wellKnownNamesOfTheTimeAreRecognized(String name) {
        assertThat(Parsed.of(parser, "{\"" + name + "\":\"2026-11-24 11:00:00\"}"))
                .returns(1_795_514_400_000_000_000L, Parsed::nanos)
                .returns(0, Parsed::precision)
                .returns(0, parsed -> parsed.fields().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"level", "severity", "log.level", "severity_text", "severityText", "lvl"})
    void wellKnownNamesOfTheSeverityAreRecognized(String name) {
        assertThat(Parsed.of(parser, "{\"" + name + "\":\"Warning\"}"))
                .returns(13, Parsed::severity)
                .returns("Warning", Parsed::severityText)
                .returns(0, parsed -> parsed.fields().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "msg", "log", "body"})
    void wellKnownNamesOfTheMessageAreRecognized(String name) {
        assertThat(Parsed.of(parser, "{\"" + name + "\":\"hi\"}"))
                .returns("hi", Parsed::message)
                .returns(0, parsed -> parsed.fields().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Time", "levels", "lev", "messages", "bodY", "timeunixnano", "t"})
    void otherNamesAreFields(String name) {
        assertThat(Parsed.of(parser, "{\"" + name + "\":\"info\"}").fields()).containsExactly(entry(name, "info"));
    }

    @Test
    void theFirstInOrderOfPrecedenceWins() {
        String text = "{\"ts\":1795514401,\"body\":\"b\",\"lvl\":\"error\",\"severity\":\"warn\",\"level\":\"info\","
                + "\"msg\":\"m\",\"message\":\"first\",\"time\":1795514402,\"@timestamp\":\"2026-11-24T10:00:00Z\"}";

        assertThat(Parsed.of(parser, text))
                .returns(1_795_514_400_000_000_000L, Parsed::nanos)
                .returns(9, Parsed::severity)
                .returns("first", Parsed::message)
                .satisfies(parsed ->
                        assertThat(parsed.fields()).containsOnlyKeys("ts", "body", "lvl", "severity", "msg", "time"));
    }

    @Test
    void aValueThatCannotBeReadStaysAFieldAndTheNextNameIsTried() {
        String text = "{\"timestamp\":\"yesterday\",\"ts\":1795514400123,\"level\":\"loud\",\"severity\":\"ERROR\","
                + "\"message\":{\"a\":1},\"msg\":\"hello\"}";

        assertThat(Parsed.of(parser, text))
                .returns(1_795_514_400_123_000_000L, Parsed::nanos)
                .returns("1795514400123", Parsed::time)
                .returns(17, Parsed::severity)
                .returns("hello", Parsed::message)
                .satisfies(parsed -> assertThat(parsed.fields())
                        .containsExactly(
                                entry("timestamp", "yesterday"),
                                entry("level", "loud"),
                                entry("message", "{\"a\":1}")));
    }

    @Test
    void aNestedLogLevelCountsAndItsObjectStays() {
        assertThat(Parsed.of(parser, "{\"log\":{\"level\":\"error\",\"logger\":\"x\"},\"lvl\":\"info\"}"))
                .returns(17, Parsed::severity)
                .returns("error", Parsed::severityText)
                .satisfies(parsed -> assertThat(parsed.fields()).containsOnlyKeys("log", "lvl"));
    }

    @Test
    void aNestedLogLevelThatIsNotASeverityIsSkipped() {
        assertThat(Parsed.of(parser, "{\"log\":{\"level\":\"loud\"},\"lvl\":\"info\"}"))
                .returns(9, Parsed::severity);
    }

    @ParameterizedTest
    @CsvSource({
        "level,10,1",
        "level,20,5",
        "level,30,9",
        "level,40,13",
        "level,50,17",
        "level,60,21",
        "level,35,0",
        "severity,30,0",
        "severityNumber,17,17",
        "severityNumber,24,24",
        "severityNumber,25,0",
        "severityNumber,0,0"
    })
    void numbersAreReadByTheirName(String name, String number, int severity) {
        Parsed parsed = Parsed.of(parser, "{\"" + name + "\":" + number + "}");

        assertThat(parsed.severity()).isEqualTo(severity);
        assertThat(parsed.fields()).hasSize(severity == 0 ? 1 : 0);
    }
}
