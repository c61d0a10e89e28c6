package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.record.Completeness;
import java.util.ArrayList;
import java.util.List;

/// A record as the cutter gave it.
record Cut(String text, long offset, long endOffset, Completeness completeness) {
    private static final int LONG = 64 << 10;

    /// The texts of the records in a file that holds exactly these bytes, all of them complete.
    static List<String> texts(Multiline multiline, String file) {
        byte[] bytes = file.getBytes(UTF_8);
        RecordCutter cutter = new RecordCutter(new Framing(LONG, false, multiline, LONG, Transcoder.of(UTF_8)));
        cutter.begin(bytes, 0, bytes.length, 0, 0);
        return all(cutter, true).stream().map(Cut::text).toList();
    }

    /// Writes the records into one file, each with a line end, and cuts it. It is cut twice by the same multiline,
    /// because a file may be read again.
    static List<String> again(Multiline multiline, List<String> records) {
        String file = String.join("\n", records) + "\n";
        texts(multiline, file);
        return texts(multiline, file);
    }

    /// All records that the cutter finds in its range.
    static List<Cut> all(RecordCutter cutter, boolean last) {
        List<Cut> records = new ArrayList<>();
        while (cutter.next(last)) {
            records.add(of(cutter));
        }
        return records;
    }

    static Cut of(RecordCutter cutter) {
        String text = new String(cutter.bytes(), cutter.textStart(), cutter.textEnd() - cutter.textStart(), UTF_8);
        return new Cut(text, cutter.offset(), cutter.endOffset(), cutter.completeness());
    }
}
