package io.sidecars.logshipper.output.elasticsearch;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.output.EncodedPath;
import io.sidecars.logshipper.output.EncodedResource;
import io.sidecars.logshipper.output.RecordEncoder;
import io.sidecars.logshipper.output.Rfc3339;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.record.Severities;
import io.sidecars.logshipper.rules.Resource;
import java.util.Map;

/// Two lines per record: the action and the document. Fields have their names in the Elastic Common Schema if it
/// has them. The parser's fields are under `attributes`, so that they cannot collide with the fields written here.
final class BulkEncoder implements RecordEncoder {
    private static final byte[] CREATE = ascii("{\"create\":{\"_id\":\"");
    private static final byte[] TIME = ascii("\"}}\n{\"@timestamp\":\"");
    private static final byte[] MESSAGE = ascii("\",\"message\":");
    private static final byte[] LEVEL = ascii(",\"log.level\":\"");
    private static final byte[] ORIGINAL_TIME = ascii(",\"log.record.time.original\":");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":");
    private static final byte[] PATH = ascii(",\"log.file.path\":");
    private static final byte[] OFFSET = ascii(",\"log.offset\":");
    private static final byte[] PARTIAL = ascii(",\"log.record.partial\":true");
    private static final byte[] TRUNCATED = ascii(",\"log.record.truncated\":true");
    private static final byte[] END = ascii("}\n");

    private final EncodedResource resource;
    private final EncodedPath path = EncodedPath.json(PATH, OFFSET);
    private final Rfc3339 time = new Rfc3339();

    BulkEncoder(Resource resource) {
        this.resource = new EncodedResource(resource, BulkEncoder::resource);
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        byte[] attributes = resource.bytes(batch);
        batch.put(CREATE).putHex(id.high()).putHex(id.low()).put(TIME);
        time.put(record.time(), batch);
        batch.put(MESSAGE);
        if (record.hasParser()) {
            putFields(record, batch);
        } else {
            batch.putJson(record.bytes(), record.start(), record.end());
        }
        batch.put(path.bytes(record.path())).putDecimal(record.offset());
        if (record.isPartial()) {
            batch.put(PARTIAL);
        }
        if (record.isTruncated()) {
            batch.put(TRUNCATED);
        }
        batch.put(attributes).put(END);
    }

    private static void putFields(LogRecord record, WireBuffer batch) {
        Fields fields = record.fields();
        batch.putJson(fields.message());
        int severity = fields.severity();
        if (severity > 0) {
            batch.put(LEVEL).put(Severities.word(severity)).put('"');
        }
        if (record.isTimeImplausible()) {
            batch.put(ORIGINAL_TIME).putJson(fields.time());
        }
        if (fields.size() > 0) {
            batch.put(ATTRIBUTES).putJson(fields);
        }
    }

    /// Members of the document, each after a comma.
    private static byte[] resource(Map<String, String> attributes) {
        WireBuffer buffer = new WireBuffer(256);
        FieldNames.of(attributes).forEach((name, value) -> buffer.putMember(',', name, value));
        return buffer.copy();
    }
}
