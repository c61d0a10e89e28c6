package io.sidecars.logshipper.output.loki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.output.Envelope;
import io.sidecars.logshipper.output.Outputs;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.RandomText;
import io.sidecars.logshipper.output.Records;
import io.sidecars.logshipper.output.Responses;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.JsonObjectParser;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LokiProtocolTest {
    private final ObjectMapper json = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Records raw = new Records(null);
    private final Records parsed = new Records(new JsonObjectParser(ZoneOffset.UTC));
    private final WireBuffer batch = new WireBuffer(16);
    private Map<String, String> labels = Map.of();
    private Map<String, String> attributes = Map.of();

    @Test
    void pushesOneStream() {
        attributes = Map.of("service.name", "shop");
        Protocol protocol = protocol();
        protocol.encoder()
                .encode(
                        parsed.at(7, "{\"time\":\"2026-11-24T10:00:00.5Z\",\"level\":\"WARN\",\"message\":\"a\"}"),
                        batch);
        protocol.encoder().encode(raw.at(100_000_000, "b \"c\""), batch);

        assertThat(request(protocol, 0, batch.length()))
                .isEqualTo("{\"streams\":[{\"stream\":{\"service_name\":\"shop\"},\"values\":["
                        + "[\"1795514400500000007\","
                        + "\"{\\\"time\\\":\\\"2026-11-24T10:00:00.5Z\\\",\\\"level\\\":\\\"WARN\\\",\\\"message\\\":\\\"a\\\"}\","
                        + "{\"filename\":\"/logs/app.log\",\"level\":\"warn\"}],"
                        + "[\"1795514400100000000\",\"b \\\"c\\\"\",{\"filename\":\"/logs/app.log\"}]]}]}");
    }

    @Test
    void anyTextComesBackFromAnyPartOfABatch() throws IOException {
        Random random = new Random(1);
        RandomText texts = new RandomText(random);
        Protocol protocol = protocol();
        for (int round = 0; round < 500; round++) {
            batch.reset();
            List<String> lines = new ArrayList<>();
            List<Integer> ends = new ArrayList<>(List.of(0));
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                lines.add(texts.next());
                protocol.encoder().encode((random.nextBoolean() ? raw : parsed).at(0, lines.getLast()), batch);
                ends.add(batch.length());
            }
            int first = random.nextInt(lines.size());
            int last = first + 1 + random.nextInt(lines.size() - first);

            JsonNode values = json.readTree(request(protocol, ends.get(first), ends.get(last)))
                    .at("/streams/0/values");

            assertThat(values)
                    .allSatisfy(entry -> assertThat(entry.size()).isEqualTo(3))
                    .extracting(entry -> entry.path(1).textValue())
                    .isEqualTo(lines.subList(first, last));
        }
    }

    @Test
    void aReplayIsTheSameBytesWheneverItHappens() {
        String text = "{\"time\":\"2026-11-24T09:00:00.5Z\",\"message\":\"a\"}";
        Protocol protocol = protocol();
        protocol.encoder().encode(parsed.at(7, text), batch);
        protocol.encoder().encode(parsed.at(80, "no time", 1_795_510_800_500_000_000L), batch);
        String first = request(protocol, 0, batch.length());

        batch.reset();
        parsed.readAt(Records.NOW + 1_000_000_001);
        protocol.encoder().encode(parsed.at(7, text), batch);
        parsed.readAt(Records.NOW + 1_000_000_002);
        protocol.encoder().encode(parsed.at(80, "no time", 1_795_510_800_500_000_000L), batch);

        assertThat(request(protocol, 0, batch.length())).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trace_id, \"abc\" | abc",
                "traceId, \"00-1f_A\" | 00-1f_A",
                "trace.id, \"t\" | t",
                "trace, {\"id\":\"t\"} | t",
                "trace_id, 8721907461239 | 8721907461239",
                "trace_id, null | none",
                "trace_id, true | none",
                "trace_id, {\"a\":1} | none",
                "trace_id, -1 | none",
                "trace_id, \"\" | none",
                "trace_id, \"a\\n\" | none",
                "trace_id, \"a b\" | none",
            })
    void traceIdsAreMetadataIfTheyAreIds(String field, String expected) throws IOException {
        int comma = field.indexOf(',');
        String text = "{\"" + field.substring(0, comma) + "\":" + field.substring(comma + 1) + "}";

        assertThat(metadata(parsed.at(0, text)).path("trace_id").asText("none")).isEqualTo(expected);
        assertThat(metadata(parsed.at(0, text.replace("trace", "span")))
                        .path("span_id")
                        .asText("none"))
                .isEqualTo(expected);
    }

    @Test
    void aLongValueIsNoId() throws IOException {
        String field = "{\"trace_id\":\"%s\"}";

        assertThat(metadata(parsed.at(0, field.formatted("a".repeat(128))))
                        .path("trace_id")
                        .asText())
                .hasSize(128);
        assertThat(metadata(parsed.at(0, field.formatted("a".repeat(129)))).has("trace_id"))
                .isFalse();
    }

    @Test
    void flagsAreMetadata() throws IOException {
        assertThat(metadata(raw.at(0, "a", Completeness.PARTIAL)))
                .isEqualTo(json.readTree("{\"filename\":\"/logs/app.log\",\"partial\":\"true\"}"));
        assertThat(metadata(raw.at(0, "a", Completeness.TRUNCATED)))
                .isEqualTo(json.readTree("{\"filename\":\"/logs/app.log\",\"truncated\":\"true\"}"));
    }

    @Test
    void followsThePathOfTheFile() throws IOException {
        Protocol protocol = protocol();
        protocol.encoder().encode(raw.at(0, "a"), batch);
        raw.path("/logs/a \"b\".log");
        protocol.encoder().encode(raw.at(0, "a"), batch);

        assertThat(json.readTree(request(protocol, 0, batch.length()))
                        .at("/streams/0/values/1/2/filename")
                        .asText())
                .isEqualTo("/logs/a \"b\".log");
    }

    @Test
    void withoutAServiceNameTheStreamIsThatOfAnUnknownService() throws IOException {
        assertThat(stream(protocol())).isEqualTo(json.readTree("{\"service_name\":\"unknown_service\"}"));
    }

    @Test
    void labelsAreThoseOfTheConfiguration() throws IOException {
        labels = Map.of("app", "a \"b\"");
        attributes = Map.of("service.name", "shop", "app", "other");

        assertThat(stream(protocol())).isEqualTo(json.readTree("{\"app\":\"a \\\"b\\\"\"}"));
        assertThat(metadata(raw.at(0, "a")))
                .isEqualTo(json.readTree("{\"filename\":\"/logs/app.log\",\"service_name\":\"shop\"}"));
    }

    @Test
    void attributesAreMetadataUnderNamesThatLokiTakes() throws IOException {
        attributes = new LinkedHashMap<>();
        attributes.put("service.name", "shop");
        attributes.put("k8s.pod.label.app/part-of", "x\n\"");
        attributes.put("k8s_pod_label_app_part_of", "the first one counts");
        attributes.put("名字", "no letters are left");
        attributes.put("level", "that of the record");

        assertThat(metadata(raw.at(0, "a")))
                .isEqualTo(json.readTree("{\"filename\":\"/logs/app.log\",\"k8s_pod_label_app_part_of\":\"x\\n\\\"\","
                        + "\"key__\":\"no letters are left\"}"));
    }

    @Test
    void neverHasMoreMetadataThanLokiTakes() throws IOException {
        attributes = new LinkedHashMap<>();
        IntStream.range(0, 128).forEach(i -> attributes.put("a" + i, "x"));
        LogRecord record =
                parsed.at(0, "{\"level\":\"info\",\"trace_id\":\"a\",\"span_id\":\"b\"}", Completeness.PARTIAL);
        assertThat(metadata(record).size()).isEqualTo(127); // a record is never both partial and truncated

        attributes = new LinkedHashMap<>();
        attributes.put("small", "x");
        attributes.put("large", "x".repeat(60_000));
        attributes.put("last", "x");
        assertThat(metadata(raw.at(0, "a")))
                .isEqualTo(json.readTree("{\"filename\":\"/logs/app.log\",\"small\":\"x\",\"last\":\"x\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://loki, http://loki/loki/api/v1/push",
        "http://loki:3100/, http://loki:3100/loki/api/v1/push",
        "https://a/b/, https://a/b/loki/api/v1/push",
        "http://a/loki/api/v1/push, http://a/loki/api/v1/push",
        "http://a/loki/api/v1/push/, http://a/loki/api/v1/push",
        "http://a/%20b?x=1%26, http://a/%20b/loki/api/v1/push?x=1%26",
    })
    void pushesToTheApi(String url, String expected) {
        assertThat(LokiProtocol.of(Outputs.loki(url, null, labels), new Resource(attributes))
                        .request()
                        .uri())
                .isEqualTo(expected);
    }

    @Test
    void saysWhoseEntriesTheyAre() {
        Protocol protocol = LokiProtocol.of(Outputs.loki("http://a", "team-a", labels), new Resource(attributes));

        assertThat(protocol.request().headers())
                .isEqualTo(Map.of("Content-Type", "application/json", "X-Scope-OrgID", "team-a"));
        assertThat(protocol().request().headers()).isEqualTo(Map.of("Content-Type", "application/json"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, accepted",
        "204, accepted",
        "299, accepted",
        "260, misconfigured",
        "408, retry",
        "429, retry",
        "500, retry",
        "502, retry",
        "503, retry",
        "504, retry",
        "599, retry",
        "413, too large",
        "400, rejected",
        "301, misconfigured",
        "401, misconfigured",
        "403, misconfigured",
        "404, misconfigured",
        "405, misconfigured",
        "422, misconfigured",
    })
    void anAnswerMeans(int status, String verdict) {
        assertThat(Responses.word(protocol().responses().verdict(Responses.of(status, "told so"), 1)))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "204, true",
        "400, true",
        "422, true",
        "260, false",
        "302, false",
        "401, false",
        "403, false",
        "404, false",
        "429, false",
        "500, false",
    })
    void aProbeIsGoodWhereRecordsWouldBeTaken(int status, boolean good) throws IOException {
        assertThat(protocol()
                        .probe()
                        .result()
                        .apply(Responses.of(status, "told so"))
                        .passed())
                .isEqualTo(good);
        assertThat(json.readTree(protocol().probe().body().toString())).isEqualTo(json.readTree("{\"streams\":[]}"));
    }

    private Protocol protocol() {
        return LokiProtocol.of(Outputs.loki("http://loki:3100", null, labels), new Resource(attributes));
    }

    private JsonNode metadata(LogRecord record) throws IOException {
        Protocol protocol = protocol();
        batch.reset();
        protocol.encoder().encode(record, batch);
        return json.readTree(request(protocol, 0, batch.length())).at("/streams/0/values/0/2");
    }

    private JsonNode stream(Protocol protocol) throws IOException {
        batch.reset();
        protocol.encoder().encode(raw.at(0, "a"), batch);
        return json.readTree(request(protocol, 0, batch.length())).at("/streams/0/stream");
    }

    private String request(Protocol protocol, int from, int to) {
        Envelope envelope = protocol.encoder().envelope(to - from);
        return Buffer.buffer()
                .appendBuffer(envelope.head())
                .appendBytes(batch.array(), from, envelope.length())
                .appendBuffer(envelope.tail())
                .toString(UTF_8);
    }
}
