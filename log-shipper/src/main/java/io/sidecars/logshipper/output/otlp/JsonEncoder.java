package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.output.EncodedPath;
import io.sidecars.logshipper.output.Protocol.Envelope;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.record.Slice;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Protobuf's JSON, as OTLP has it: long integers are strings, ids are hexadecimal. A comma follows every record.
final class JsonEncoder implements OtlpEncoder {
    private static final byte[] OBSERVED = ascii("{\"observedTimeUnixNano\":\"");
    private static final byte[] TIME = ascii("\",\"timeUnixNano\":\"");
    private static final byte[] SEVERITY_NUMBER = ascii(",\"severityNumber\":");
    private static final byte[] SEVERITY_TEXT = ascii(",\"severityText\":");
    private static final byte[] TRACE_ID = ascii(",\"traceId\":\"");
    private static final byte[] SPAN_ID = ascii(",\"spanId\":\"");
    private static final byte[] BODY = ascii(",\"body\":");
    private static final byte[] STRING = ascii("{\"stringValue\":");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":[{\"key\":\"");
    private static final byte[] NEXT = ascii("},{\"key\":\"");
    private static final byte[] VALUE = ascii("\",\"value\":");
    private static final byte[] UID = key(ATTRIBUTES, OtlpFields.UID, "{\"stringValue\":\"");
    private static final byte[] UID_END = ascii("\"}");
    private static final byte[] PATH = key(NEXT, OtlpFields.PATH, "{\"stringValue\":");
    private static final byte[] OFFSET = key(ascii("}},{\"key\":\""), OtlpFields.OFFSET, "{\"intValue\":\"");
    private static final byte[] PARTIAL = key(NEXT, OtlpFields.PARTIAL, "{\"boolValue\":true}");
    private static final byte[] TRUNCATED = key(NEXT, OtlpFields.TRUNCATED, "{\"boolValue\":true}");
    private static final byte[] ORIGINAL_TIME = key(NEXT, OtlpFields.ORIGINAL_TIME, "{\"stringValue\":");
    private static final byte[] END = ascii("}]},");
    private static final Buffer CLOSING = Buffer.buffer("]}]}]}");

    private final Resource resource;
    private final OtlpFields roles = new OtlpFields();
    private final JsonValues values = new JsonValues();
    private final EncodedPath path = new EncodedPath(PATH, OFFSET);
    private @Nullable Map<String, String> attributes;
    private Buffer head = Buffer.buffer();

    JsonEncoder(Resource resource) {
        this.resource = resource;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public Buffer nothing() {
        return Buffer.buffer("{}");
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        batch.put(OBSERVED).putDecimal(record.observed());
        if (record.hasParser()) {
            putParsed(record, batch);
        } else {
            batch.put('"').put(BODY).put(STRING).putJson(record.bytes(), record.start(), record.end());
            batch.put('}');
            putOrigin(record, batch);
        }
        batch.put(END);
    }

    private void putParsed(LogRecord record, WireBuffer batch) {
        Fields fields = record.fields();
        roles.assign(fields);
        batch.put(TIME).putDecimal(record.time()).put('"');
        if (fields.severity() > 0) {
            Slice text = fields.severityText();
            batch.put(SEVERITY_NUMBER).putDecimal(fields.severity());
            batch.put(SEVERITY_TEXT).putJson(text.bytes(), text.from(), text.to());
        }
        if (roles.traceId() >= 0) {
            putDigits(TRACE_ID, fields.value(roles.traceId()), batch);
        }
        if (roles.spanId() >= 0) {
            putDigits(SPAN_ID, fields.value(roles.spanId()), batch);
        }
        batch.put(BODY);
        values.put(fields.message(), batch);
        putOrigin(record, batch);
        if (record.isTimeImplausible()) {
            Slice original = fields.time();
            batch.put(ORIGINAL_TIME).putJson(original.bytes(), original.from(), original.to());
            batch.put('}');
        }
        for (int i = 0; i < fields.size(); i++) {
            if (roles.isAttribute(fields, i)) {
                Slice name = fields.name(i);
                batch.put(NEXT).put(name.bytes(), name.from(), name.to()).put(VALUE);
                values.put(fields.value(i), batch);
            }
        }
    }

    private static void putDigits(byte[] key, Slice digits, WireBuffer batch) {
        batch.put(key).put(digits.bytes(), digits.from(), digits.to()).put('"');
    }

    private void putOrigin(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        batch.put(UID).putHex(id.high()).putHex(id.low()).put(UID_END);
        batch.put(path.bytes(record.path())).putDecimal(record.offset()).put(UID_END);
        if (record.isPartial()) {
            batch.put(PARTIAL);
        }
        if (record.isTruncated()) {
            batch.put(TRUNCATED);
        }
    }

    @Override
    public Envelope envelope(int length) {
        return new Envelope(head(), length - 1, CLOSING);
    }

    @SuppressWarnings("ReferenceEquality") // another map only when the content is another
    private Buffer head() {
        Map<String, String> present = resource.attributes();
        if (present != attributes) {
            attributes = present;
            WireBuffer json = new WireBuffer(256).put(ascii("{\"resourceLogs\":[{\"resource\":{\"attributes\":["));
            int start = json.length();
            present.forEach((key, value) -> {
                if (json.length() > start) {
                    json.put(',');
                }
                putText(ascii("{\"key\":"), key, json);
                putText(ascii(",\"value\":{\"stringValue\":"), value, json);
                json.put(ascii("}}"));
            });
            json.put(ascii("]},\"scopeLogs\":[{\"scope\":{\"name\":\"" + SCOPE + "\"},\"logRecords\":["));
            head = Buffer.buffer(json.copy());
        }
        return head;
    }

    private static void putText(byte[] before, String text, WireBuffer json) {
        byte[] bytes = text.getBytes(UTF_8);
        json.put(before).putJson(bytes, 0, bytes.length);
    }

    private static byte[] key(byte[] before, byte[] name, String after) {
        return new WireBuffer(64)
                .put(before)
                .put(name)
                .put(VALUE)
                .put(ascii(after))
                .copy();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
