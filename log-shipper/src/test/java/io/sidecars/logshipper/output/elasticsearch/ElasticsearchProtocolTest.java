package io.sidecars.logshipper.output.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElasticsearchProtocolTest {
    private static final String FILTER = "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";

    private final ObjectMapper json = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Records raw = new Records(null);
    private final Records parsed = new Records(new JsonObjectParser(ZoneOffset.UTC));
    private final WireBuffer batch = new WireBuffer(16);
    private Map<String, String> attributes = Map.of();

    @Test
    void createsADocumentUnderTheIdOfTheRecord() {
        attributes = Map.of("service.name", "shop");
        LogRecord record = parsed.at(
                9, "{\"time\":\"2026-11-24T09:00:00.5Z\",\"level\":\"WARN\",\"message\":\"a \\\"b\\\"\",\"n\":1e2}");
        String id = "%016x%016x".formatted(record.id().high(), record.id().low());

        protocol().encoder().encode(record, batch);

        assertThat(written(0, batch.length()))
                .isEqualTo("{\"create\":{\"_id\":\"" + id + "\"}}\n"
                        + "{\"@timestamp\":\"2026-11-24T09:00:00.500000000Z\",\"message\":\"a \\\"b\\\"\","
                        + "\"log.level\":\"warn\",\"attributes\":{\"n\":1e2},\"log.file.path\":\"/logs/app.log\","
                        + "\"log.offset\":9,\"service.name\":\"shop\"}\n");
    }

    @Test
    void whatIsNotParsedHasTheTimeOfItsReading() throws IOException {
        assertThat(document(raw.at(12345, "a \"b\"")))
                .isEqualTo(
                        json.readTree("{\"@timestamp\":\"2026-11-24T10:00:00.123456789Z\",\"message\":\"a \\\"b\\\"\","
                                + "\"log.file.path\":\"/logs/app.log\",\"log.offset\":12345}"));
    }

    @Test
    void eachDocumentHasTheTimeOfItsRecord() throws IOException {
        Protocol protocol = protocol();
        List<String> times = List.of(
                "2026-11-24T09:59:59.999999999Z",
                "2026-11-24T09:59:59.000000001Z",
                "2026-11-24T10:00:00.000000000Z",
                "2026-11-24T09:59:59.100000000Z");
        for (String time : times) {
            protocol.encoder().encode(parsed.at(0, "{\"time\":\"" + time + "\",\"message\":\"a\"}"), batch);
        }

        List<String> written = new ArrayList<>();
        for (String line : written(0, batch.length()).split("\n", -1)) {
            if (line.contains("@timestamp")) {
                written.add(json.readTree(line).path("@timestamp").asText());
            }
        }
        assertThat(written).isEqualTo(times);
    }

    @Test
    void aTimeThatCannotBeTrueIsKeptBesideThatOfTheReading() throws IOException {
        JsonNode document = document(parsed.at(0, "{\"time\":\"2027-11-24 09:00:00\",\"message\":\"a\"}"));

        assertThat(document.path("log.record.time.original").asText()).isEqualTo("2027-11-24 09:00:00");
        assertThat(document.path("@timestamp").asText()).isEqualTo("2026-11-24T10:00:00.123456789Z");
    }

    @Test
    void flagsAreFields() throws IOException {
        JsonNode partial = document(raw.at(0, "a", Completeness.PARTIAL));
        JsonNode truncated = document(raw.at(0, "a", Completeness.TRUNCATED));

        assertThat(partial.path("log.record.partial").isBoolean()).isTrue();
        assertThat(truncated.path("log.record.truncated").isBoolean()).isTrue();
    }

    @Test
    void noFieldOfAnApplicationMeetsOneOfOurs() throws IOException {
        JsonNode document =
                document(parsed.at(0, "{\"message\":\"a\",\"@timestamp\":\"x\",\"log.offset\":2,\"_id\":3}"));

        assertThat(document.path("log.offset").asInt()).isZero();
        assertThat(document.path("attributes"))
                .isEqualTo(json.readTree("{\"@timestamp\":\"x\",\"log.offset\":2,\"_id\":3}"));
    }

    @Test
    void anyTextIsOneDocumentInAnyPartOfABatch() throws IOException {
        Random random = new Random(2);
        RandomText texts = new RandomText(random);
        Protocol protocol = protocol();
        for (int round = 0; round < 500; round++) {
            batch.reset();
            List<String> lines = new ArrayList<>();
            List<Integer> ends = new ArrayList<>(List.of(0));
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                lines.add(texts.next());
                protocol.encoder().encode(record(random.nextInt(3), lines.getLast()), batch);
                ends.add(batch.length());
            }
            int first = random.nextInt(lines.size());
            int last = first + 1 + random.nextInt(lines.size() - first);

            String body = written(ends.get(first), ends.get(last));

            assertThat(body).endsWith("\n");
            String[] written = body.split("\n", -1);
            assertThat(written).hasSize(2 * (last - first) + 1);
            for (int i = 0; i < last - first; i++) {
                assertThat(json.readTree(written[2 * i]).at("/create/_id").asText())
                        .matches("[0-9a-f]{32}");
                assertThat(json.readTree(written[2 * i + 1]).path("message").asText())
                        .isEqualTo(lines.get(first + i));
            }
        }
    }

    private LogRecord record(int kind, String text) throws IOException {
        return switch (kind) {
            case 0 -> raw.at(0, text);
            case 1 -> parsed.at(0, text);
            default ->
                parsed.at(
                        0,
                        json.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(Map.of("message", text, "o", Map.of("a", List.of(1, text)))));
        };
    }

    @Test
    void attributesOfTheResourceStandBesideOurFieldsAndNeverMeetThem() throws IOException {
        attributes = new LinkedHashMap<>();
        List.of(
                        "service.name",
                        "logs",
                        "log",
                        "log.file",
                        "log.file.path",
                        "log.file.path.x",
                        "message",
                        "message.x",
                        "attributes",
                        "attributes.a",
                        "@timestamp",
                        "log.offset",
                        "log.level",
                        "log.record",
                        "mess")
                .forEach(name -> attributes.put(name, "x"));

        assertThat(document(raw.at(0, "a")))
                .isEqualTo(
                        json.readTree(
                                "{\"@timestamp\":\"2026-11-24T10:00:00.123456789Z\",\"message\":\"a\","
                                        + "\"log.file.path\":\"/logs/app.log\",\"log.offset\":0,\"service.name\":\"x\",\"logs\":\"x\",\"mess\":\"x\"}"));
    }

    @Test
    void labelsOfThePodHaveNoDotsThatWouldMakeObjectsOfThem() throws IOException {
        attributes = new LinkedHashMap<>();
        attributes.put("k8s.pod.label.app", "a");
        attributes.put("k8s.pod.label.app.kubernetes.io/name", "b");
        attributes.put("k8s.pod.annotation.example.com/x.y", "c");
        attributes.put("k8s.pod.name", "d");

        JsonNode document = document(raw.at(0, "a"));

        assertThat(document.path("k8s.pod.label.app").asText()).isEqualTo("a");
        assertThat(document.path("k8s.pod.label.app_kubernetes_io/name").asText())
                .isEqualTo("b");
        assertThat(document.path("k8s.pod.annotation.example_com/x_y").asText()).isEqualTo("c");
        assertThat(document.path("k8s.pod.name").asText()).isEqualTo("d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "http://es:9200 | logs-app-default | none | http://es:9200/logs-app-default/_bulk?",
                "https://a/es/ | logs | none | https://a/es/logs/_bulk?",
                "http://a | läden%&=; | none | http://a/l%C3%A4den%25%26%3D%3B/_bulk?",
                "http://a/?x=1 | logs | none | http://a/logs/_bulk?x=1&",
            })
    void sendsToTheIndex(String url, String index, String pipeline, String expected) {
        assertThat(request(url, index, pipeline)).isEqualTo(expected + FILTER);
    }

    @Test
    void namesThePipeline() {
        assertThat(request("http://a", "logs", "my pipe+&")).endsWith(FILTER + "&pipeline=my%20pipe%2B%26");
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "400, true",
        "302, false",
        "401, false",
        "403, false",
        "404, false",
        "405, false",
        "429, false",
        "503, false",
    })
    void aProbeIsGoodWhereAnEmptyRequestIsUnderstood(int status, boolean good) {
        assertThat(protocol()
                        .probe()
                        .result()
                        .apply(Responses.of(status, "told so"))
                        .passed())
                .isEqualTo(good);
        assertThat(protocol().probe().body().toString()).isEqualTo("\n");
        assertThat(protocol().probe().request()).isEqualTo(protocol().request());
    }

    private static String request(String url, String index, String pipeline) {
        return ElasticsearchProtocol.of(Outputs.elasticsearch(url, index, pipeline), new Resource(Map.of()))
                .request()
                .uri();
    }

    private Protocol protocol() {
        return ElasticsearchProtocol.of(
                Outputs.elasticsearch("http://es:9200", "logs", null), new Resource(attributes));
    }

    private JsonNode document(LogRecord record) throws IOException {
        batch.reset();
        protocol().encoder().encode(record, batch);
        String[] lines = written(0, batch.length()).split("\n", -1);
        assertThat(lines).hasSize(3);
        return json.readTree(lines[1]);
    }

    private String written(int from, int to) {
        return new String(batch.array(), from, to - from, UTF_8);
    }
}
