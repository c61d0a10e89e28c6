package io.sidecars.logshipper.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.record.RecordId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A record as a sink sees it.
record Delivered(RecordId id, String text, int offset, boolean partial) {
    /// The encoder has tests of its own: here nothing needs to be escaped, and fields are cut out as they are.
    static List<Delivered> parse(byte[] bytes, int from, int length) {
        List<Delivered> records = new ArrayList<>();
        for (String line : new String(bytes, from, length, US_ASCII).split("\n", 0)) {
            records.add(new Delivered(
                    id(field(line, "\"log.record.uid\":\"", '"')),
                    field(line, "{\"message\":\"", '"'),
                    Integer.parseInt(field(line.replace('}', ','), "\"log.file.offset\":", ',')),
                    line.endsWith(",\"log.record.partial\":true}")));
        }
        return records;
    }

    private static RecordId id(String text) {
        return new RecordId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    private static String field(String line, String before, char after) {
        int start = line.indexOf(before) + before.length();
        return line.substring(start, line.indexOf(after, start));
    }

    /// The offset after the record, its line end included.
    int end() {
        return offset + text.length() + (partial ? 0 : 1);
    }

    boolean isOf(GenerationId generation) {
        return id.equals(RecordId.of(generation, offset, end()));
    }
}
