package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.output.EncodedPath;
import io.sidecars.logshipper.output.EncodedResource;
import io.sidecars.logshipper.output.Envelope;
import io.sidecars.logshipper.output.RecordEncoder;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.record.Slice;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// OTLP in Protobuf's JSON mapping: 64-bit integers are strings, ids are hexadecimal. A comma follows every
/// record.
final class JsonEncoder implements RecordEncoder {
    private static final int SEPARATOR_LENGTH = 1;
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

    private final EncodedResource head;
    private final OtlpFields roles = new OtlpFields();
    private final JsonValues values = new JsonValues();
    private final EncodedPath path = EncodedPath.json(PATH, OFFSET);

    JsonEncoder(Resource resource) {
        this.head = new EncodedResource(resource, JsonEncoder::head);
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
        return new Envelope(Buffer.buffer(head.bytes()), length - SEPARATOR_LENGTH, CLOSING);
    }

    private static byte[] head(Map<String, String> attributes) {
        WireBuffer json = new WireBuffer(256).put(ascii("{\"resourceLogs\":[{\"resource\":{\"attributes\":["));
        int start = json.length();
        attributes.forEach((key, value) -> {
            if (json.length() > start) {
                json.put(',');
            }
            json.put(ascii("{\"key\":")).putJson(key);
            json.put(ascii(",\"value\":{\"stringValue\":")).putJson(value).put(ascii("}}"));
        });
        return json.put(ascii(
                        "]},\"scopeLogs\":[{\"scope\":{\"name\":\"" + OtlpProtocol.SCOPE + "\"},\"logRecords\":["))
                .copy();
    }

    private static byte[] key(byte[] before, byte[] name, String after) {
        return new WireBuffer(64)
                .put(before)
                .put(name)
                .put(VALUE)
                .put(ascii(after))
                .copy();
    }
}
