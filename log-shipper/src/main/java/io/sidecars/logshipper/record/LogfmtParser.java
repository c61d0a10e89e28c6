package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneId;

/// Parses logfmt: `key=value`, `key="quoted \" value"` and bare keys, whose value is `true`. At least one field
/// must have a value. A quoted value is a JSON string if it is well-formed as one; otherwise it is plain text that
/// keeps its backslashes.
public final class LogfmtParser implements Parser {
    private static final byte[] TRUE = "true".getBytes(US_ASCII);

    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private final WellKnownFields wellKnown;
    private int pairs;
    private int bareKeys;

    /// @param zone of times that have no offset
    public LogfmtParser(ZoneId zone) {
        wellKnown = new WellKnownFields(zone);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        into.reset(bytes, from, to);
        pairs = 0;
        bareKeys = 0;
        int at = Json.blanks(bytes, from, to);
        while (at >= 0 && at < to) {
            int end = field(bytes, at, to);
            at = end >= 0 && into.put(name, value) ? Json.blanks(bytes, end, to) : -1;
        }
        if (at < 0 || pairs == 0) {
            into.reset(bytes, from, to);
            return false;
        }
        wellKnown.assign(into);
        return true;
    }

    static boolean startsWithPair(byte[] bytes, int from, int to) {
        int key = Json.blanks(bytes, from, to);
        int end = key(bytes, key, to);
        return end > key && end < to && bytes[end] == '=';
    }

    /// Whether most keys of the text that was parsed last have a value.
    boolean hasMostlyPairs() {
        return pairs > bareKeys;
    }

    private int field(byte[] b, int from, int to) {
        int end = key(b, from, to);
        name.set(b, from, end, Kind.JSON_STRING);
        if (end == from) {
            return -1;
        }
        if (end < to && b[end] == '=') {
            pairs++;
            return end + 1 < to && b[end + 1] == '"' ? quoted(b, end + 1, to) : unquoted(b, end + 1, to);
        }
        bareKeys++;
        value.set(TRUE, 0, TRUE.length, Kind.JSON);
        return ifEnd(b, end, to);
    }

    /// The index after a key. A key contains no character that needs escaping in JSON.
    private static int key(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isVisible(b[at]) && b[at] != '=' && b[at] != '"' && b[at] != '\\') {
            at++;
        }
        return at;
    }

    private int unquoted(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isVisible(b[at]) && b[at] != '"') {
            at++;
        }
        value.set(b, from, at, Kind.TEXT);
        return ifEnd(b, at, to);
    }

    private int quoted(byte[] b, int from, int to) {
        int end = Json.string(b, from, to);
        Kind kind = end < 0 ? Kind.TEXT : Kind.JSON_STRING;
        end = end < 0 ? afterQuote(b, from + 1, to) : end;
        if (end < 0) {
            return -1;
        }
        value.set(b, from + 1, end - 1, kind);
        return ifEnd(b, end, to);
    }

    private static int afterQuote(byte[] b, int from, int to) {
        for (int at = from; at < to; at++) {
            if (b[at] == '"') {
                return at + 1;
            }
            if (b[at] == '\\') {
                at++;
            }
        }
        return -1;
    }

    private static int ifEnd(byte[] b, int at, int to) {
        return at == to || Json.blanks(b, at, to) > at ? at : -1;
    }

    private static boolean isVisible(byte b) {
        return (b & 0xFF) > ' ';
    }
}
