package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.otlp.Records.OBSERVED;
import static io.sidecars.logshipper.output.otlp.Records.exported;
import static io.sidecars.logshipper.output.otlp.Records.protocol;
import static io.sidecars.logshipper.output.otlp.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.JsonDocuments;
import io.sidecars.logshipper.record.JsonObjectParser;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.LogfmtParser;
import io.vertx.core.buffer.Buffer;
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
import org.junit.jupiter.params.provider.EnumSource;

class OtlpProtocolTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final List<String> OURS = List.of("log.record.uid", "log.file.path", "log.file.offset");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "B7ad6b7169203331";

    private final JsonObjectParser json = new JsonObjectParser(ZoneOffset.UTC);
    private final WireBuffer batch = new WireBuffer(16);

    @ParameterizedTest
    @EnumSource
    void everyDocumentArrivesAsJacksonReadsIt(Encoding encoding) throws IOException {
        JsonDocuments documents = new JsonDocuments(new Random(11));
        for (int round = 0; round < 5_000; round++) {
            String text = documents.valid();

            Exported.Log log = sent(record(text, round, json), encoding);

            assertThat(log.body()).as(text).isEqualTo(NODES.textNode(text));
            assertThat(parsed(log)).as(text).isEqualTo(members(JACKSON.readTree(text)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTextArrives(Encoding encoding) throws IOException {
        Random random = new Random(12);
        for (int length = 0; length < 400; length++) {
            String text = text(random, length);

            assertThat(sent(record(text, length, null), encoding).body()).isEqualTo(NODES.textNode(text));
        }
        String large = text(random, 2_200_000);
        assertThat(sent(record(large, 0, null), encoding).body()).isEqualTo(NODES.textNode(large));
    }

    @ParameterizedTest
    @EnumSource
    void theDeepestDocumentArrives(Encoding encoding) throws IOException {
        String text = "{\"a\":" + "[{\"b\":".repeat(31) + "[\"end\"]" + "}]".repeat(31) + "}";

        assertThat(parsed(sent(record(text, 0, json), encoding))).isEqualTo(members(JACKSON.readTree(text)));
    }

    @ParameterizedTest
    @EnumSource
    void withoutAParserTheTextIsAllThatIsKnown(Encoding encoding) throws IOException {
        String text = "{\"time\":\"2026-11-24T10:00:00Z\",\"level\":\"warn\"}";

        Exported.Log log = sent(record(text, 77, null), encoding);

        assertThat(log.time()).isZero();
        assertThat(log.observed()).isEqualTo(OBSERVED);
        assertThat(log.severity()).isZero();
        assertThat(log.severityText()).isEmpty();
        assertThat(log.body().textValue()).isEqualTo(text);
        assertThat(log.attributes().keySet()).containsExactlyInAnyOrderElementsOf(OURS);
        assertThat(log.traceId() + log.spanId()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void timeSeverityAndMessageHavePlacesOfTheirOwn(Encoding encoding) throws IOException {
        Exported.Log log = sent(
                record(
                        "{\"time\":\"2026-11-24T09:59:59.123456789Z\",\"level\":\"Warn\",\"msg\":\"a\\u00e9\\n\",\"n\":1}",
                        5,
                        json),
                encoding);

        assertThat(log.time()).isEqualTo(OBSERVED - 876_543_211);
        assertThat(log.observed()).isEqualTo(OBSERVED);
        assertThat(log.severity()).isEqualTo(13);
        assertThat(log.severityText()).isEqualTo("Warn");
        assertThat(log.body().textValue()).isEqualTo("aé\n");
        assertThat(parsed(log)).isEqualTo(Map.of("n", NODES.numberNode(1L)));
    }

    @ParameterizedTest
    @EnumSource
    void whereARecordComesFromIsSaid(Encoding encoding) throws IOException {
        LogRecord record = record("text", 300, json);
        Exported.Log log = sent(record, encoding);

        assertThat(log.attributes())
                .isEqualTo(Map.of(
                        "log.record.uid", NODES.textNode(record.id().toString()),
                        "log.file.path", NODES.textNode("/logs/app.log"),
                        "log.file.offset", NODES.numberNode(300L)));
        assertThat(log.time()).isEqualTo(record.time());
    }

    @ParameterizedTest
    @EnumSource
    void flagsAreSaidWhereTheyAreSet(Encoding encoding) throws IOException {
        LogRecord partial = record("text", 0, null, Completeness.PARTIAL);
        LogRecord truncated = record("text", 0, null, Completeness.TRUNCATED);

        assertThat(sent(partial, encoding).attributes())
                .containsEntry("log.record.partial", NODES.booleanNode(true))
                .doesNotContainKey("log.record.truncated");
        assertThat(sent(truncated, encoding).attributes())
                .containsEntry("log.record.truncated", NODES.booleanNode(true))
                .doesNotContainKey("log.record.partial");
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatCannotBeTrueIsAnAttribute(Encoding encoding) throws IOException {
        Exported.Log log = sent(record("{\"time\":\"2001-01-01T00:00:00Z\"}", 0, json), encoding);

        assertThat(log.time()).isEqualTo(OBSERVED);
        assertThat(log.attributes()).containsEntry("log.record.time.original", NODES.textNode("2001-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"trace_id,span_id", "traceId,spanId", "trace.id,span.id"})
    void traceAndSpanAreNoAttributes(String trace, String span) throws IOException {
        for (Encoding encoding : Encoding.values()) {
            String text = "trace_ids=1 " + span + "=" + SPAN + " a=b " + trace + "=" + TRACE + " msg=hello";
            Exported.Log log = sent(record(text, 0, new LogfmtParser(ZoneOffset.UTC)), encoding);

            assertThat(log.traceId()).isEqualToIgnoringCase(TRACE);
            assertThat(log.spanId()).isEqualToIgnoringCase(SPAN);
            assertThat(parsed(log)).containsOnlyKeys("trace_ids", "a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoIdStaysAnAttribute(Encoding encoding) throws IOException {
        Exported.Log log = sent(
                record(
                        "{\"trace_id\":\"" + TRACE.replace('a', 'g') + "\",\"traceId\":\"" + TRACE
                                + "0\",\"trace.id\":\"" + "0".repeat(32)
                                + "\",\"span_id\":1234567890123456,\"spanId\":\"" + SPAN + "\",\"span.id\":\"" + SPAN
                                + "\"}",
                        0,
                        json),
                encoding);

        assertThat(log.traceId()).isEmpty();
        assertThat(log.spanId()).isEqualToIgnoringCase(SPAN);
        assertThat(parsed(log)).containsOnlyKeys("trace_id", "traceId", "trace.id", "span_id", "span.id");
    }

    @ParameterizedTest
    @EnumSource
    void aFieldCannotTakeTheNameOfOurs(Encoding encoding) throws IOException {
        Exported.Log log =
                sent(record("{\"log.file.offset\":9,\"log.record.uid\":\"x\",\"log.file\":1}", 3, json), encoding);

        assertThat(log.attributes())
                .containsEntry("log.file.offset", NODES.numberNode(3L))
                .containsEntry("log.file", NODES.numberNode(1L))
                .hasSize(4);
    }

    /// Sums of lengths cross the bounds of Protobuf's numbers on the way.
    @ParameterizedTest
    @EnumSource
    void anyOfTheRecordsMakeARequest(Encoding encoding) throws IOException {
        Random random = new Random(13);
        Map<String, String> resource = Map.of("service.name", "a \"shop\"", "é", text(random, 100));
        Protocol protocol = protocol(encoding, resource);
        List<Integer> bounds = new ArrayList<>(List.of(0));
        List<JsonNode> bodies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String text = text(random, 1 << random.nextInt(10));
            bodies.add(NODES.textNode(text));
            protocol.encoder().encode(record(text, i, null), batch);
            bounds.add(batch.length());
        }
        for (int from = 0; from < 40; from++) {
            for (int to = from + 1; to <= 40; to++) {
                EncodedRecords part = new EncodedRecords(batch, bounds.get(from), bounds.get(to), to - from);
                Exported request = exported(protocol, part, encoding);

                assertThat(request.scope()).isEqualTo("log-shipper");
                assertThat(request.resource()).hasSize(2);
                resource.forEach(
                        (key, value) -> assertThat(request.resource()).containsEntry(key, NODES.textNode(value)));
                assertThat(request.logs()).extracting(Exported.Log::body).isEqualTo(bodies.subList(from, to));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:4318, http://h:4318/v1/logs",
        "http://h:4318/, http://h:4318/v1/logs",
        "https://h/base/, https://h/base/v1/logs",
        "http://h:4318/v1/logs, http://h:4318/v1/logs",
        "http://h/v1/logs/?a=%20b, http://h/v1/logs?a=%20b",
        "http://[::1]:4318/a%2Fb?k=v, http://[::1]:4318/a%2Fb/v1/logs?k=v"
    })
    void requestsGoToThePathOfLogs(String url, String uri) {
        assertThat(protocol(Encoding.JSON, Map.of(), url).request().uri()).isEqualTo(uri);
    }

    @Test
    void theEncodingIsSaid() {
        Protocol protobuf = protocol(Encoding.PROTOBUF, Map.of());
        Protocol text = protocol(Encoding.JSON, Map.of());

        assertThat(protobuf.request().headers()).isEqualTo(Map.of("Content-Type", "application/x-protobuf"));
        assertThat(text.request().headers()).isEqualTo(Map.of("Content-Type", "application/json"));
        assertThat(protobuf.probe().request()).isEqualTo(protobuf.request());
        assertThat(protobuf.probe().body()).isEqualTo(Buffer.buffer());
        assertThat(text.probe().body()).isEqualTo(Buffer.buffer("{}"));
    }

    private Exported.Log sent(LogRecord record, Encoding encoding) throws IOException {
        Protocol protocol = protocol(encoding, Map.of());
        batch.reset();
        protocol.encoder().encode(record, batch);
        EncodedRecords part = new EncodedRecords(batch, 0, batch.length(), 1);
        return exported(protocol, part, encoding).logs().getFirst();
    }

    /// The attributes that are not ours.
    private static Map<String, JsonNode> parsed(Exported.Log log) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>(log.attributes());
        assertThat(attributes.keySet()).containsAll(OURS);
        OURS.forEach(attributes::remove);
        return attributes;
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), understood(member.getValue())));
        return members;
    }

    /// In the types that OTLP has.
    private static JsonNode understood(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER ->
                value.isIntegralNumber() && value.canConvertToLong()
                        ? NODES.numberNode(value.longValue())
                        : NODES.numberNode(value.doubleValue());
            case STRING -> NODES.textNode(withoutLoneSurrogates(value.textValue()));
            case ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                value.forEach(element -> array.add(understood(element)));
                yield array;
            }
            case OBJECT -> {
                ObjectNode object = NODES.objectNode();
                value.properties().forEach(member -> object.set(member.getKey(), understood(member.getValue())));
                yield object;
            }
            default -> value;
        };
    }

    private static String withoutLoneSurrogates(String text) {
        return text.codePoints()
                .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String text(Random random, int length) {
        int[] interesting = {'"', '\\', '\n', 0, 0x7F, 'é', '中', 0x1F600, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    random.nextInt(4) > 0 ? 'a' + random.nextInt(26) : interesting[random.nextInt(interesting.length)]);
        }
        return text.toString();
    }
}
