package io.sidecars.logshipper.output.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request as a receiver reads it, in either encoding. Protobuf is read with the classes that OpenTelemetry
/// generates from its schema.
record Exported(Map<String, JsonNode> resource, String scope, List<Exported.Log> logs) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// One record. Ids are hexadecimal. A field that is not set is 0 or empty.
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
            case PROTOBUF -> ofProtobuf(request);
            case JSON -> ofJson(JSON.readTree(request));
        };
    }

    /// Nothing in the request is unknown to OpenTelemetry's own schema. Receivers in Go have no limit of 100
    /// nested messages, unlike Protobuf's library for Java.
    private static Exported ofProtobuf(byte[] bytes) throws IOException {
        ExportLogsServiceRequest request = parse(ExportLogsServiceRequest.parser(), bytes);
        assertThat(request).isEqualTo(parse(DiscardUnknownFieldsParser.wrap(ExportLogsServiceRequest.parser()), bytes));
        assertThat(request.getResourceLogsCount()).isOne();
        ResourceLogs resourceLogs = request.getResourceLogs(0);
        assertThat(resourceLogs.getScopeLogsCount()).isOne();
        ScopeLogs scopeLogs = resourceLogs.getScopeLogs(0);
        return new Exported(
                attributes(resourceLogs.getResource().getAttributesList()),
                scopeLogs.getScope().getName(),
                scopeLogs.getLogRecordsList().stream().map(Exported::log).toList());
    }

    private static <T> T parse(Parser<T> parser, byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(1_000);
        return parser.parseFrom(in);
    }

    private static Log log(LogRecord log) {
        return new Log(
                log.getTimeUnixNano(),
                log.getObservedTimeUnixNano(),
                log.getSeverityNumberValue(),
                log.getSeverityText(),
                value(log.getBody()),
                attributes(log.getAttributesList()),
                HexFormat.of().formatHex(log.getTraceId().toByteArray()),
                HexFormat.of().formatHex(log.getSpanId().toByteArray()));
    }

    private static Map<String, JsonNode> attributes(List<KeyValue> pairs) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        for (KeyValue pair : pairs) {
            assertThat(pair.hasValue()).isTrue();
            assertThat(attributes.put(pair.getKey(), value(pair.getValue()))).isNull();
        }
        return attributes;
    }

    private static JsonNode value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> NODES.textNode(value.getStringValue());
            case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> NODES.numberNode(value.getDoubleValue());
            case ARRAY_VALUE -> {
                ArrayNode array = NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(element -> array.add(value(element)));
                yield array;
            }
            case KVLIST_VALUE -> {
                ObjectNode object = NODES.objectNode();
                value.getKvlistValue()
                        .getValuesList()
                        .forEach(pair -> object.set(pair.getKey(), value(pair.getValue())));
                yield object;
            }
            case VALUE_NOT_SET -> NODES.nullNode();
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static Exported ofJson(JsonNode request) {
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
