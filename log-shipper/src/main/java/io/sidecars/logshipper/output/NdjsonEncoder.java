package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.process.Resource;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.record.Slice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON object a line. Field names are those of OpenTelemetry's log conventions. What the parser found as
/// JSON is copied as it is written.
final class NdjsonEncoder {
    private static final byte[] MESSAGE = ascii("{\"message\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] SEVERITY = ascii("\",\"severity\":\"");
    private static final byte[] ORIGINAL_TIME = ascii(",\"log.record.time.original\":");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":{");
    private static final byte[] ID = ascii(",\"log.record.uid\":\"");
    private static final byte[] PATH = ascii("\",\"log.file.path\":");
    private static final byte[] OFFSET = ascii(",\"log.file.offset\":");
    private static final byte[] PARTIAL = ascii(",\"log.record.partial\":true");
    private static final byte[] TRUNCATED = ascii(",\"log.record.truncated\":true");
    private static final byte[] RESOURCE = ascii(",\"resource\":{");
    private static final byte[] END = ascii("}\n");
    private static final byte[][] SEVERITIES = {
        ascii("TRACE"), ascii("DEBUG"), ascii("INFO"), ascii("WARN"), ascii("ERROR"), ascii("FATAL")
    };
    private static final long SECOND = 1_000_000_000L;

    private final Resource resource;
    private @Nullable Map<String, String> attributes;
    private byte[] resourceBytes = {};
    private @Nullable Path path;
    private byte[] pathBytes = {};
    private long second = Long.MIN_VALUE;
    private byte[] secondBytes = {};

    NdjsonEncoder(Resource resource) {
        this.resource = resource;
    }

    void encode(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        byte[] file = pathBytes(record.path());
        batch.put(MESSAGE);
        if (record.hasParser()) {
            putFields(record, batch);
        } else {
            batch.putJson(record.bytes(), record.start(), record.end());
        }
        batch.put(resourceBytes());
        batch.put(ID).putHex(id.high()).putHex(id.low());
        batch.put(PATH).putJson(file, 0, file.length);
        batch.put(OFFSET).putDecimal(record.offset());
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
        put(fields.message(), batch);
        batch.put(TIME);
        putTime(record.time(), batch);
        int severity = fields.severity();
        if (severity > 0) {
            batch.put(SEVERITY).put(SEVERITIES[(severity - 1) / 4]);
        }
        batch.put('"');
        if (record.isTimeImplausible()) {
            Slice original = fields.time();
            batch.put(ORIGINAL_TIME).putJson(original.bytes(), original.from(), original.to());
        }
        if (fields.size() == 0) {
            return;
        }
        batch.put(ATTRIBUTES);
        for (int i = 0; i < fields.size(); i++) {
            Slice name = fields.name(i);
            if (i > 0) {
                batch.put(',');
            }
            batch.put('"').put(name.bytes(), name.from(), name.to()).put('"').put(':');
            put(fields.value(i), batch);
        }
        batch.put('}');
    }

    private static void put(Slice value, WireBuffer batch) {
        switch (value.kind()) {
            case TEXT -> batch.putJson(value.bytes(), value.from(), value.to());
            case JSON_STRING ->
                batch.put('"').put(value.bytes(), value.from(), value.to()).put('"');
            case JSON -> batch.put(value.bytes(), value.from(), value.to());
        }
    }

    /// RFC 3339 in UTC with nine digits of fraction.
    private void putTime(long nanos, WireBuffer batch) {
        long seconds = Math.floorDiv(nanos, SECOND);
        if (seconds != second) {
            second = seconds;
            String text = Instant.ofEpochSecond(seconds).toString();
            secondBytes = ascii(text.substring(0, text.length() - 1) + ".");
        }
        batch.put(secondBytes).putDigits(Math.floorMod(nanos, SECOND), 9).put('Z');
    }

    @SuppressWarnings("ReferenceEquality") // another map only when the content is another
    private byte[] resourceBytes() {
        Map<String, String> present = resource.attributes();
        if (present != attributes) {
            attributes = present;
            WireBuffer buffer = new WireBuffer(256);
            present.forEach((name, value) -> {
                buffer.put(buffer.length() == 0 ? RESOURCE : ascii(","));
                putText(name, buffer).put(':');
                putText(value, buffer);
            });
            if (buffer.length() > 0) {
                buffer.put('}');
            }
            resourceBytes = buffer.copy();
        }
        return resourceBytes;
    }

    private static WireBuffer putText(String text, WireBuffer buffer) {
        byte[] bytes = text.getBytes(UTF_8);
        return buffer.putJson(bytes, 0, bytes.length);
    }

    private byte[] pathBytes(Path of) {
        if (!of.equals(path)) {
            path = of;
            pathBytes = of.toString().getBytes(UTF_8);
        }
        return pathBytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
