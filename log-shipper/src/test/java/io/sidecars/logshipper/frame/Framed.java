package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.bytes.Swar;
import java.util.ArrayList;
import java.util.List;

/// Cuts a text into records as a window does: line by line, on one array.
final class Framed {
    private Framed() {}

    static List<String> records(Multiline multiline, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        List<String> records = new ArrayList<>();
        int start = 0;
        int end = -1;
        for (int from = 0; from < bytes.length; ) {
            int to = Swar.indexOf('\n', bytes, from, bytes.length);
            if (end < 0) {
                multiline.begin(bytes, from, to);
            } else if (!multiline.continues(bytes, from, to)) {
                records.add(new String(bytes, start, end - start, UTF_8));
                start = from;
                multiline.begin(bytes, from, to);
            }
            end = to;
            from = to + 1;
        }
        records.add(new String(bytes, start, end - start, UTF_8));
        return records;
    }

    /// Puts the records one after the other, and says what is framed again; twice, because a window reads again.
    static List<String> again(Multiline multiline, List<String> records) {
        String text = String.join("\n", records) + "\n";
        records(multiline, text);
        return records(multiline, text);
    }
}
