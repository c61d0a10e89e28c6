package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.RecordId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One JSON object a line. Field names are those of OpenTelemetry's log conventions.
final class NdjsonEncoder {
    private static final byte[] MESSAGE = ascii("{\"message\":");
    private static final byte[] ID = ascii(",\"log.record.uid\":\"");
    private static final byte[] PATH = ascii("\",\"log.file.path\":");
    private static final byte[] OFFSET = ascii(",\"log.file.offset\":");
    private static final byte[] PARTIAL = ascii(",\"log.record.partial\":true");
    private static final byte[] END = ascii("}\n");

    private @Nullable Path path;
    private byte[] pathBytes = {};

    void encode(LogRecord record, WireBuffer batch) {
        RecordId id = record.id();
        byte[] file = pathBytes(record.path());
        batch.put(MESSAGE).putJson(record.bytes(), record.start(), record.end());
        batch.put(ID).putHex(id.high()).putHex(id.low());
        batch.put(PATH).putJson(file, 0, file.length);
        batch.put(OFFSET).putDecimal(record.offset());
        if (record.partial()) {
            batch.put(PARTIAL);
        }
        batch.put(END);
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
