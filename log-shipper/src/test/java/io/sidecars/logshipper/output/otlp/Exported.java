package io.sidecars.logshipper.output.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a receiver understands of a request, in either encoding.
record Exported(Map<String, JsonNode> resource, String scope, List<Exported.Log> logs) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// One record. Ids are hexadecimal; what is not there is 0 or empty.
    record Log(
            long time,
            long observed,
            int severity,
            String severityText,
            JsonNode body,
            Map<String, JsonNode> attributes,
            String traceId,
            String spanId) {}

    static Exported parse(byte[] request, Encoding encoding) throws IOException {
        return switch (encoding) {
            case PROTOBUF -> of(ProtobufMessage.parse(request));
            case JSON -> of(JSON.readTree(request));
        };
    }

    private static Exported of(ProtobufMessage request) {
        assertThat(request.numbers()).containsExactly(1);
        ProtobufMessage resourceLogs = request.message(1);
        assertThat(resourceLogs.numbers()).containsExactly(1, 2);
        ProtobufMessage scopeLogs = resourceLogs.message(2);
        assertThat(scopeLogs.numbers()).isSubsetOf(1, 2);
        return new Exported(
                attributes(resourceLogs.message(1).messages(1)),
                scopeLogs.message(1).text(1),
                scopeLogs.messages(2).stream().map(Exported::log).toList());
    }

    private static Log log(ProtobufMessage log) {
        assertThat(log.numbers()).isSubsetOf(1, 2, 3, 5, 6, 9, 10, 11);
        return new Log(
                log.number(1),
                log.number(11),
                (int) log.number(2),
                log.text(3),
                value(log.message(5)),
                attributes(log.messages(6)),
                HexFormat.of().formatHex(log.bytes(9)),
                HexFormat.of().formatHex(log.bytes(10)));
    }

    private static Map<String, JsonNode> attributes(List<ProtobufMessage> pairs) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        for (ProtobufMessage pair : pairs) {
            assertThat(pair.numbers()).containsExactly(1, 2);
            assertThat(attributes.put(pair.text(1), value(pair.message(2)))).isNull();
        }
        return attributes;
    }

    private static JsonNode value(ProtobufMessage value) {
        if (value.numbers().isEmpty()) {
            return NODES.nullNode();
        }
        assertThat(value.numbers()).hasSize(1);
        return switch (value.numbers().iterator().next()) {
            case 1 -> NODES.textNode(value.text(1));
            case 2 -> NODES.booleanNode(value.number(2) == 1);
            case 3 -> NODES.numberNode(value.number(3));
            case 4 -> NODES.numberNode(value.floating(4));
            case 5 -> {
                ArrayNode array = NODES.arrayNode();
                value.message(5).messages(1).forEach(element -> array.add(value(element)));
                yield array;
            }
            case 6 -> {
                ObjectNode object = NODES.objectNode();
                value.message(6).messages(1).forEach(pair -> object.set(pair.text(1), value(pair.message(2))));
                yield object;
            }
            default -> throw new IllegalArgumentException(value.numbers().toString());
        };
    }

    private static Exported of(JsonNode request) {
        assertThat(request.properties()).hasSize(1);
        JsonNode resourceLogs = only(request.path("resourceLogs"));
        JsonNode scopeLogs = only(resourceLogs.path("scopeLogs"));
        List<Log> logs = new ArrayList<>();
        scopeLogs.path("logRecords").forEach(log -> logs.add(log(log)));
        return new Exported(
                attributes(resourceLogs.path("resource").path("attributes")),
                scopeLogs.path("scope").path("name").asText(),
                logs);
    }

    private static Log log(JsonNode log) {
        return new Log(
                Long.parseLong(log.path("timeUnixNano").asText("0")),
                Long.parseLong(log.path("observedTimeUnixNano").textValue()),
                log.path("severityNumber").intValue(),
                log.path("severityText").asText(),
                value(log.path("body")),
                attributes(log.path("attributes")),
                log.path("traceId").asText(),
                log.path("spanId").asText());
    }

    private static Map<String, JsonNode> attributes(JsonNode pairs) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        for (JsonNode pair : pairs) {
            assertThat(attributes.put(pair.path("key").textValue(), value(pair.path("value"))))
                    .isNull();
        }
        return attributes;
    }

    private static JsonNode value(JsonNode value) {
        assertThat(value.isObject()).isTrue();
        if (value.isEmpty()) {
            return NODES.nullNode();
        }
        assertThat(value.size()).isEqualTo(1);
        Map.Entry<String, JsonNode> member = value.properties().iterator().next();
        JsonNode content = member.getValue();
        return switch (member.getKey()) {
            case "stringValue" -> NODES.textNode(content.textValue());
            case "boolValue" -> NODES.booleanNode(content.booleanValue());
            case "intValue" -> NODES.numberNode(Long.parseLong(content.textValue()));
            case "doubleValue" -> {
                double number = content.isTextual() ? Double.parseDouble(content.textValue()) : content.doubleValue();
                assertThat(content.isTextual()).isEqualTo(Double.isInfinite(number));
                yield NODES.numberNode(number);
            }
            case "arrayValue" -> {
                ArrayNode array = NODES.arrayNode();
                content.path("values").forEach(element -> array.add(value(element)));
                yield array;
            }
            case "kvlistValue" -> {
                ObjectNode object = NODES.objectNode();
                content.path("values")
                        .forEach(pair -> object.set(pair.path("key").textValue(), value(pair.path("value"))));
                yield object;
            }
            default -> throw new IllegalArgumentException(member.getKey());
        };
    }

    private static JsonNode only(JsonNode array) {
        assertThat(array).hasSize(1);
        return array.get(0);
    }
}
