package io.sidecars.logshipper.record;

import io.sidecars.logshipper.bytes.Swar;

/// Iterates over the strings, member names among them, and the other scalars of a well-formed JSON object or
/// array. It copies nothing and is reused.
public final class JsonTokens {
    private byte[] bytes = {};
    private int next;
    private int end;
    private int from;
    private int to;
    private boolean string;

    /// Finds where the JSON begins that a text consists of, or ends with: an array or object at the beginning,
    /// or an object after some other text, with nothing but blanks after it. Without one it returns `to`.
    public static int find(byte[] bytes, int from, int to) {
        int first = Json.blanks(bytes, from, to);
        if (first < to && (bytes[first] == '{' || bytes[first] == '[') && isWhole(bytes, first, to)) {
            return first;
        }
        int brace = Swar.indexOf('{', bytes, first, to);
        return brace > first && isWhole(bytes, brace, to) ? brace : to;
    }

    private static boolean isWhole(byte[] bytes, int from, int to) {
        int end = Json.value(bytes, from, to, Json.MAX_DEPTH);
        return end >= 0 && Json.blanks(bytes, end, to) == to;
    }

    /// Begins with a range that is well-formed.
    public void begin(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        next = newFrom;
        end = newTo;
    }

    /// Moves to the next token. False if there is none.
    public boolean next() {
        int at = next;
        while (at < end && isStructure(bytes[at])) {
            at++;
        }
        if (at == end) {
            next = end;
            return false;
        }
        string = bytes[at] == '"';
        if (string) {
            next = Json.string(bytes, at, end);
            from = at + 1;
            to = next - 1;
        } else {
            next = at;
            while (next < end && !isStructure(bytes[next])) {
                next++;
            }
            from = at;
            to = next;
        }
        return true;
    }

    /// Where the token begins; a string after its quote.
    public int from() {
        return from;
    }

    /// Where the token ends; a string before its quote.
    public int to() {
        return to;
    }

    /// Whether the token is a string.
    public boolean isString() {
        return string;
    }

    private static boolean isStructure(byte b) {
        return switch (b) {
            case '{', '}', '[', ']', ':', ',', ' ', '\t', '\r', '\n' -> true;
            default -> false;
        };
    }
}
