package io.sidecars.logshipper.output.loki;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.output.EncodedPath;
import io.sidecars.logshipper.output.EncodedResource;
import io.sidecars.logshipper.output.Envelope;
import io.sidecars.logshipper.output.RecordEncoder;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.Kind;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Severities;
import io.sidecars.logshipper.record.Slice;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// One entry per record: its time, the whole text, and structured metadata, in which every value is a string.
final class LokiEncoder implements RecordEncoder {
    private static final int SEPARATOR_LENGTH = 1;
    private static final byte[] STREAM = ascii("{\"streams\":[{\"stream\":");
    private static final byte[] VALUES = ascii(",\"values\":[");
    private static final Buffer TAIL = Buffer.buffer("]}]}");

    private static final byte[] ENTRY = ascii("[\"");
    private static final byte[] LINE = ascii("\",");
    private static final byte[] FILE = ascii(",{\"filename\":");
    private static final byte[] LEVEL = ascii(",\"level\":\"");
    private static final byte[] TRACE_ID = ascii(",\"trace_id\":\"");
    private static final byte[] SPAN_ID = ascii(",\"span_id\":\"");
    private static final byte[] PARTIAL = ascii(",\"partial\":\"true\"");
    private static final byte[] TRUNCATED = ascii(",\"truncated\":\"true\"");
    private static final byte[] END = ascii("}],");
    private static final byte[][] TRACE_ID_FIELDS = {
        ascii("trace_id"), ascii("traceId"), ascii("trace.id"), ascii("traceID"), ascii("traceid"), ascii("TraceId")
    };
    private static final byte[][] SPAN_ID_FIELDS = {
        ascii("span_id"), ascii("spanId"), ascii("span.id"), ascii("spanID"), ascii("spanid"), ascii("SpanId")
    };
    private static final int MAX_ID = 128;

    private final EncodedResource head;
    private final EncodedResource metadata;
    private final EncodedPath path = EncodedPath.json(FILE, new byte[0]);

    LokiEncoder(Resource resource, LokiNames names) {
        this.head = new EncodedResource(resource, attributes -> head(names.labels(attributes)));
        this.metadata = new EncodedResource(resource, names::metadata);
    }

    private static byte[] head(Map<String, String> labels) {
        WireBuffer buffer = new WireBuffer(256).put(STREAM);
        labels.forEach((name, value) -> buffer.putMember(buffer.length() == STREAM.length ? '{' : ',', name, value));
        return buffer.put('}').put(VALUES).copy();
    }

    @Override
    public Envelope envelope(int length) {
        return new Envelope(Buffer.buffer(head.bytes()), length - SEPARATOR_LENGTH, TAIL);
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        byte[] attributes = metadata.bytes(batch);
        batch.put(ENTRY).putDecimal(StableTime.of(record)).put(LINE);
        batch.putJson(record.bytes(), record.start(), record.end());
        batch.put(path.bytes(record.path()));
        if (record.hasParser()) {
            putFields(record.fields(), batch);
        }
        if (record.isPartial()) {
            batch.put(PARTIAL);
        }
        if (record.isTruncated()) {
            batch.put(TRUNCATED);
        }
        batch.put(attributes).put(END);
    }

    private static void putFields(Fields fields, WireBuffer batch) {
        int severity = fields.severity();
        if (severity > 0) {
            batch.put(LEVEL).put(Severities.word(severity)).put('"');
        }
        putId(TRACE_ID, TRACE_ID_FIELDS, fields, batch);
        putId(SPAN_ID, SPAN_ID_FIELDS, fields, batch);
    }

    private static void putId(byte[] name, byte[][] candidates, Fields fields, WireBuffer batch) {
        for (byte[] candidate : candidates) {
            Slice value = fields.find(candidate);
            if (value != null && isId(value)) {
                batch.put(name).put(value.bytes(), value.from(), value.to()).put('"');
                return;
            }
        }
    }

    /// Whether the value can be written without escapes: short, and neither `null` nor an object.
    private static boolean isId(Slice value) {
        byte[] bytes = value.bytes();
        int length = value.to() - value.from();
        if (length == 0 || length > MAX_ID || (value.kind() == Kind.JSON && !isDigit(bytes[value.from()]))) {
            return false;
        }
        for (int i = value.from(); i < value.to(); i++) {
            byte b = bytes[i];
            if (!isDigit(b) && !((b | 0x20) >= 'a' && (b | 0x20) <= 'z') && b != '-' && b != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
