package io.sidecars.logshipper.output;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.rules.Resource;
import java.util.Map;

/// One JSON object per line. Field names are those of OpenTelemetry's log conventions. JSON that the parser
/// found is copied as it is written.
final class NdjsonEncoder implements RecordEncoder {
    private static final byte[] MESSAGE = ascii("{\"message\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] SEVERITY = ascii("\",\"severity\":\"");
    private static final byte[] ORIGINAL_TIME = ascii(",\"log.record.time.original\":");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":");
    private static final byte[] ID = ascii(",\"log.record.uid\":\"");
    private static final byte[] PATH = ascii("\",\"log.file.path\":");
    private static final byte[] OFFSET = ascii(",\"log.file.offset\":");
    private static final byte[] PARTIAL = ascii(",\"log.record.partial\":true");
    private static final byte[] TRUNCATED = ascii(",\"log.record.truncated\":true");
    private static final byte[] RESOURCE = ascii(",\"resource\":");
    private static final byte[] END = ascii("}\n");
    private static final byte[][] SEVERITIES = {
        ascii("TRACE"), ascii("DEBUG"), ascii("INFO"), ascii("WARN"), ascii("ERROR"), ascii("FATAL")
    };

    private final EncodedResource resource;
    private final EncodedPath path = EncodedPath.json(PATH, OFFSET);
    private final Rfc3339 time = new Rfc3339();

    NdjsonEncoder(Resource resource) {
        this.resource = new EncodedResource(resource, NdjsonEncoder::beforeId);
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        byte[] beforeId = resource.bytes(batch);
        batch.put(MESSAGE);
        if (record.hasParser()) {
            putFields(record, batch);
        } else {
            batch.putJson(record.bytes(), record.start(), record.end());
        }
        batch.put(beforeId).putHex(id.high()).putHex(id.low());
        batch.put(path.bytes(record.path())).putDecimal(record.offset());
        if (record.isPartial()) {
            batch.put(PARTIAL);
        }
        if (record.isTruncated()) {
            batch.put(TRUNCATED);
        }
        batch.put(END);
    }

    private void putFields(LogRecord record, WireBuffer batch) {
        Fields fields = record.fields();
        batch.putJson(fields.message()).put(TIME);
        time.put(record.time(), batch);
        int severity = fields.severity();
        if (severity > 0) {
            batch.put(SEVERITY).put(SEVERITIES[(severity - 1) / 4]);
        }
        batch.put('"');
        if (record.isTimeImplausible()) {
            batch.put(ORIGINAL_TIME).putJson(fields.time());
        }
        if (fields.size() > 0) {
            batch.put(ATTRIBUTES).putJson(fields);
        }
    }

    private static byte[] beforeId(Map<String, String> attributes) {
        WireBuffer buffer = new WireBuffer(256).put(RESOURCE);
        attributes.forEach(
                (name, value) -> buffer.putMember(buffer.length() == RESOURCE.length ? '{' : ',', name, value));
        if (attributes.isEmpty()) {
            buffer.reset();
        } else {
            buffer.put('}');
        }
        return buffer.put(ID).copy();
    }
}
