package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/// The result of parsing a text that is surrounded by other bytes, as Strings.
record Parsed(
        boolean isAccepted,
        String message,
        Kind messageKind,
        long nanos,
        int precision,
        String time,
        int severity,
        String severityText,
        Map<String, String> fields,
        Map<String, Kind> kinds) {

    /// Would make almost any text valid or invalid if a parser read it.
    private static final String BEFORE = "\\\"{9";
    private static final String AFTER = "9}\"\\, a=b";

    static Parsed of(Parser parser, String text) {
        return of(parser, text, new Fields());
    }

    static Parsed of(Parser parser, String text, Fields into) {
        byte[] bytes = (BEFORE + text + AFTER).getBytes(UTF_8);
        int to = bytes.length - AFTER.length();
        return of(parser.parse(bytes, BEFORE.length(), to, into), into);
    }

    private static Parsed of(boolean isAccepted, Fields fields) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            values.put(text(fields.name(i)), text(fields.value(i)));
            kinds.put(text(fields.name(i)), fields.value(i).kind());
        }
        return new Parsed(
                isAccepted,
                text(fields.message()),
                fields.message().kind(),
                fields.timeNanos(),
                fields.timePrecision(),
                text(fields.time()),
                fields.severity(),
                text(fields.severityText()),
                values,
                kinds);
    }

    static String text(Slice slice) {
        return new String(slice.bytes(), slice.from(), slice.to() - slice.from(), UTF_8);
    }

    /// Only the text itself.
    static Parsed raw(boolean isAccepted, String text) {
        return new Parsed(isAccepted, text, Kind.TEXT, 0, -1, "", 0, "", Map.of(), Map.of());
    }
}
