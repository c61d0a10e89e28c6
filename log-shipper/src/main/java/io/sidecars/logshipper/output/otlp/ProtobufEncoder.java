package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.WireBuffer.ascii;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/// OTLP in binary Protobuf. A message's length is filled in when the message is complete.
final class ProtobufEncoder implements RecordEncoder {
    private static final int RESOURCE_LOGS = (1 << 3) | 2;
    private static final int RESOURCE = (1 << 3) | 2;
    private static final int RESOURCE_ATTRIBUTES = (1 << 3) | 2;
    private static final int SCOPE_LOGS = (2 << 3) | 2;
    private static final int LOG_SCOPE = (1 << 3) | 2;
    private static final int SCOPE_NAME = (1 << 3) | 2;
    private static final int LOG_RECORDS = (2 << 3) | 2;
    private static final int TIME = (1 << 3) | 1;
    private static final int SEVERITY_NUMBER = 2 << 3;
    private static final int SEVERITY_TEXT = (3 << 3) | 2;
    private static final int BODY = (5 << 3) | 2;
    private static final int ATTRIBUTES = (6 << 3) | 2;
    private static final int TRACE_ID = (9 << 3) | 2;
    private static final int SPAN_ID = (10 << 3) | 2;
    private static final int OBSERVED_TIME = (11 << 3) | 1;

    private static final int UID_DIGITS = 32;
    private static final byte[] UID = uid();
    private static final byte[] OFFSET = key(OtlpFields.OFFSET);
    private static final byte[] PARTIAL = flag(OtlpFields.PARTIAL);
    private static final byte[] TRUNCATED = flag(OtlpFields.TRUNCATED);
    private static final byte[] ORIGINAL_TIME = key(OtlpFields.ORIGINAL_TIME);
    private static final byte[] SCOPE_BYTES = scope();

    private final EncodedResource resource;
    private final EncodedPath path = new EncodedPath(ProtobufEncoder::path);
    private final OtlpFields roles = new OtlpFields();
    private final ProtobufValues values = new ProtobufValues();

    ProtobufEncoder(Resource resource) {
        this.resource = new EncodedResource(resource, ProtobufEncoder::resource);
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        int message = batch.putByte(LOG_RECORDS).open();
        if (record.hasParser()) {
            putParsed(record, batch);
        } else {
            int body = batch.putByte(BODY).open();
            ProtobufValues.text(ProtobufValues.STRING, record.bytes(), record.start(), record.end(), batch);
            batch.close(body);
        }
        putOrigin(record, batch);
        batch.putByte(OBSERVED_TIME).putFixed64(record.observed());
        batch.close(message);
    }

    private void putParsed(LogRecord record, WireBuffer batch) {
        Fields fields = record.fields();
        roles.assign(fields);
        batch.putByte(TIME).putFixed64(record.time());
        if (fields.severity() > 0) {
            batch.putByte(SEVERITY_NUMBER).putByte(fields.severity());
            Slice text = fields.severityText();
            ProtobufValues.text(SEVERITY_TEXT, text.bytes(), text.from(), text.to(), batch);
        }
        int body = batch.putByte(BODY).open();
        values.put(fields.message(), batch);
        batch.close(body);
        if (record.isTimeImplausible()) {
            int attribute = batch.putByte(ATTRIBUTES).open();
            putString(ORIGINAL_TIME, fields.time(), batch);
            batch.close(attribute);
        }
        for (int i = 0; i < fields.size(); i++) {
            if (roles.isAttribute(fields, i)) {
                putAttribute(fields.name(i), fields.value(i), batch);
            }
        }
        if (roles.traceId() >= 0) {
            putHex(TRACE_ID, fields.value(roles.traceId()), batch);
        }
        if (roles.spanId() >= 0) {
            putHex(SPAN_ID, fields.value(roles.spanId()), batch);
        }
    }

    private static void putString(byte[] key, Slice text, WireBuffer batch) {
        int value = batch.put(key).putByte(ProtobufValues.VALUE).open();
        ProtobufValues.text(ProtobufValues.STRING, text.bytes(), text.from(), text.to(), batch);
        batch.close(value);
    }

    private void putAttribute(Slice name, Slice from, WireBuffer batch) {
        int attribute = batch.putByte(ATTRIBUTES).open();
        ProtobufValues.jsonText(ProtobufValues.KEY, name.bytes(), name.from(), name.to(), batch);
        int value = batch.putByte(ProtobufValues.VALUE).open();
        values.put(from, batch);
        batch.close(value);
        batch.close(attribute);
    }

    private static void putHex(int tag, Slice digits, WireBuffer batch) {
        batch.putByte(tag).putByte((digits.to() - digits.from()) / 2);
        for (int i = digits.from(); i < digits.to(); i += 2) {
            int high = HexFormat.fromHexDigit(digits.bytes()[i]);
            batch.putByte((high << 4) | HexFormat.fromHexDigit(digits.bytes()[i + 1]));
        }
    }

    private void putOrigin(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        batch.put(UID).putHex(id.high()).putHex(id.low());
        batch.put(path.bytes(record.path()));
        int attribute = batch.putByte(ATTRIBUTES).open();
        int offset = batch.put(OFFSET).putByte(ProtobufValues.VALUE).open();
        batch.putByte(ProtobufValues.INT).putVarint(record.offset());
        batch.close(offset);
        batch.close(attribute);
        if (record.isPartial()) {
            batch.put(PARTIAL);
        }
        if (record.isTruncated()) {
            batch.put(TRUNCATED);
        }
    }

    @Override
    public Envelope envelope(int length) {
        byte[] of = resource.bytes();
        WireBuffer scopeLogs = new WireBuffer(64);
        scopeLogs.putByte(SCOPE_LOGS).putVarint(SCOPE_BYTES.length + length).put(SCOPE_BYTES);
        WireBuffer head = new WireBuffer(of.length + 64);
        head.putByte(RESOURCE_LOGS).putVarint(of.length + scopeLogs.length() + length);
        head.put(of).put(scopeLogs.array(), 0, scopeLogs.length());
        return new Envelope(Buffer.buffer(head.copy()), length, Buffer.buffer());
    }

    private static byte[] resource(Map<String, String> attributes) {
        WireBuffer bytes = new WireBuffer(256);
        int message = bytes.putByte(RESOURCE).open();
        attributes.forEach((key, value) -> bytes.put(attribute(RESOURCE_ATTRIBUTES, key, value)));
        bytes.close(message);
        return bytes.copy();
    }

    private static byte[] path(Path path) {
        return attribute(ATTRIBUTES, new String(OtlpFields.PATH, US_ASCII), path.toString());
    }

    private static byte[] attribute(int tag, String key, String value) {
        byte[] text = value.getBytes(UTF_8);
        WireBuffer bytes = new WireBuffer(64);
        int attribute = bytes.putByte(tag).open();
        int inside = bytes.put(key(key.getBytes(UTF_8)))
                .putByte(ProtobufValues.VALUE)
                .open();
        ProtobufValues.text(ProtobufValues.STRING, text, 0, text.length, bytes);
        bytes.close(inside);
        bytes.close(attribute);
        return bytes.copy();
    }

    private static byte[] key(byte[] name) {
        WireBuffer bytes = new WireBuffer(64);
        ProtobufValues.text(ProtobufValues.KEY, name, 0, name.length, bytes);
        return bytes.copy();
    }

    /// The attribute with the record's id, without the digits.
    private static byte[] uid() {
        byte[] key = key(OtlpFields.UID);
        WireBuffer bytes = new WireBuffer(64);
        bytes.putByte(ATTRIBUTES).putByte(key.length + 4 + UID_DIGITS).put(key);
        bytes.putByte(ProtobufValues.VALUE).putByte(2 + UID_DIGITS);
        return bytes.putByte(ProtobufValues.STRING).putByte(UID_DIGITS).copy();
    }

    private static byte[] flag(byte[] name) {
        byte[] key = key(name);
        WireBuffer bytes = new WireBuffer(64);
        bytes.putByte(ATTRIBUTES).putByte(key.length + 4).put(key);
        bytes.putByte(ProtobufValues.VALUE).putByte(2);
        return bytes.putByte(ProtobufValues.BOOL).putByte(1).copy();
    }

    private static byte[] scope() {
        WireBuffer bytes = new WireBuffer(64);
        int scope = bytes.putByte(LOG_SCOPE).open();
        byte[] name = ascii(OtlpProtocol.SCOPE);
        ProtobufValues.text(SCOPE_NAME, name, 0, name.length, bytes);
        bytes.close(scope);
        return bytes.copy();
    }
}
