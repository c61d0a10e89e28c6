package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What is found in records, and what rules do with them.
class ProcessingTest extends ShipperFixture {
    @Test
    void jsonIsCopiedAsItIsWritten() throws IOException {
        input = "parse: {format: json, maxAge: 3650d}";
        append("app.log", """
                {"@timestamp":"1970-01-01T01:00:00.5+01:00","level":"warn","message":"a \\"b\\"","n":1e400,"o":{"x":[1]}}""");
        start();
        ship();

        assertThat(receiver().bodies().getFirst())
                .startsWith(
                        "{\"message\":\"a \\\"b\\\"\",\"time\":\"1970-01-01T00:00:00.500000000Z\",\"severity\":\"WARN\","
                                + "\"attributes\":{\"n\":1e400,\"o\":{\"x\":[1]}},\"log.record.uid\":\"");
    }

    @Test
    void whatDoesNotParseIsSentAsItIsAndCounted() throws IOException {
        input = "parse: {format: json}";
        append("app.log", "no json", "{\"message\":\"x\"}");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("no json", "x");
        assertThat(counted("log_shipper_unparsed_records")).isEqualTo(1);
    }

    @Test
    void aRecordWithoutATimeTakesThatOfTheOneBeforeAlsoAfterARestart() throws IOException {
        input = "parse: {format: text, timezone: UTC, maxAge: 3650d}";
        append("app.log", "1970-01-01 00:00:07,123 INFO one", "no time");
        start();
        ship();
        save();
        append("app.log", "no time either");
        start();
        ship();

        assertThat(receiver().records().stream().map(each -> each.path("time").asText()))
                .hasSize(3)
                .containsOnly("1970-01-01T00:00:07.123000000Z");
    }

    @Test
    void aTimeOfReadingIsNotThatOfTheRecordsThatFollow() throws IOException {
        input = "parse: {format: text, timezone: UTC, maxAge: 1h}";
        pass(Duration.ofDays(1));
        append("app.log", "no time");
        start();
        ship();
        pass(Duration.ofMinutes(1));
        append("app.log", "2026-11-24 10:00:00 cannot be true");
        ship();
        pass(Duration.ofMinutes(1));
        append("app.log", "no time either", "1970-01-02 00:00:30 true", "no time after it");
        ship();

        assertThat(receiver().records().stream()
                        .map(each -> each.path("time").asText().substring(0, 16)))
                .containsExactly(
                        "1970-01-02T00:00",
                        "1970-01-02T00:01",
                        "1970-01-02T00:02",
                        "1970-01-02T00:00",
                        "1970-01-02T00:00");
    }

    @Test
    void jsonOfManyLinesIsSentOnOneLine() throws IOException {
        input = "parse: {format: json}\nmultiline: {preset: start, start: '^[{]'}";
        append("app.log", "{", "  \"message\": \"a\",", "  \"o\": {", "    \"x\": 1", "  }", "}", "{}");
        start();
        ship();
        drain();

        assertThat(receiver().records().getFirst().at("/attributes/o/x").asInt())
                .isEqualTo(1);
    }

    @Test
    void aTimeThatCannotBeTrueIsNotBelieved() throws IOException {
        input = "parse: {format: text, timezone: UTC, maxAge: 1h}";
        pass(Duration.ofDays(1));
        append("app.log", "2026-11-24 10:00:00 ahead", "1970-01-01 22:59:00 behind", "1970-01-01 23:30:00 good");
        start();
        ship();

        JsonNode ahead = receiver().records().get(0);
        assertThat(ahead.path("log.record.time.original").asText()).isEqualTo("2026-11-24 10:00:00");
        assertThat(Instant.parse(ahead.path("time").asText()))
                .isBetween(Instant.EPOCH, Instant.EPOCH.plusSeconds(90_000));
        assertThat(receiver().records().get(1).path("log.record.time.original").asText())
                .isEqualTo("1970-01-01 22:59:00");
        assertThat(receiver().records().get(2).path("time").asText()).isEqualTo("1970-01-01T23:30:00.000000000Z");
        assertThat(counted("log_shipper_implausible_times")).isEqualTo(2);
    }

    @Test
    void rulesApplyInTheirOrder() throws IOException {
        input = "parse: {format: auto}";
        settings = """
                process:
                  - drop: {match: "GET /healthz"}
                  - redact: {preset: email, match: "secret=[a-z]+"}
                  - keep: {severity: info}
                  - drop: {field: logger, match: "^noisy"}
                """;
        append(
                "app.log",
                "INFO GET /healthz",
                "INFO a@b.example.com secret=abc",
                "DEBUG detail",
                "no severity",
                "{\"level\":\"error\",\"logger\":\"noisy.A\",\"message\":\"x\"}",
                "{\"level\":\"error\",\"logger\":\"good.A\",\"message\":\"me@example.com\"}");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("INFO **** ****", "no severity", "****");
        assertThat(counted("log_shipper_dropped_records")).isEqualTo(3);
        assertThat(counted("log_shipper_redactions")).isEqualTo(3);
    }

    @Test
    void rulesSeeWhatTheReceiverWillSee() throws IOException {
        input = "parse: {format: json}";
        settings = """
                process:
                  - drop: {match: "GET /healthz"}
                  - keep: {field: user.name, match: "^a+b$"}
                  - redact: {preset: bearer}
                """;
        append(
                "app.log",
                "{\"message\":\"GET \\/healthz\",\"user\":{\"name\":\"ab\"}}",
                "{\"message\":\"Bearer x\\u002By\",\"user\":{\"name\":\"a\\u0062\"}}",
                "{\"message\":\"other\",\"user\":{\"name\":\"\\u0063\"}}");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("Bearer ****");
    }

    @Test
    void theRulesOfAnOutputApplyAfterThoseForAll() throws IOException {
        settings = "process: [{redact: {match: secret, with: hidden}}]";
        output = "process: [{drop: {match: secret}}, {drop: {match: noise}}]";
        append("app.log", "secret", "noise", "text");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("hidden", "text");
    }

    @Test
    void aRecordWithoutASeverityIsNotDroppedForIt() throws IOException {
        input = "parse: {format: text}";
        settings = "process: [{drop: {severity: debug}}]";
        append("app.log", "DEBUG detail", "no severity", "INFO text");
        start();
        ship();

        assertThat(receiver().messages()).hasSize(2).first().isEqualTo("no severity");
    }

    @Test
    void whatIsDroppedIsPassed() throws IOException {
        settings = "process: [{drop: {match: x}}]";
        append("app.log", "x1", "x2");
        start();
        ship();

        assertThat(pipeline("first").lagBytes()).isZero();
        drain();
        assertThat(pipeline("first").isDrained()).isTrue();
        assertThat(receiver().messages()).isEmpty();
    }

    @Test
    void outputsAgreeOnASample() throws IOException {
        settings = "process: [{sample: {share: 0.5}}]";
        receiver("second");
        append("app.log", numbered(1, 1000, n -> "line " + n));
        start();
        ship();

        assertThat(receiver("first").messages()).hasSizeBetween(400, 600);
        assertThat(receiver("second").messages()).isEqualTo(receiver("first").messages());
    }

    @Test
    void resourceAttributesAreInEveryRecord() throws IOException {
        settings = "resource: {attributes: {service.name: shop}}";
        append("app.log", "one");
        start();
        ship();

        assertThat(receiver().records().getFirst().at("/resource/service.name").asText())
                .isEqualTo("shop");
    }
}
