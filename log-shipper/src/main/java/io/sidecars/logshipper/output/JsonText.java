package io.sidecars.logshipper.output;

/// The text between the quotes of a well-formed JSON string.
public final class JsonText {
    private JsonText() {}

    /// Whether it contains escapes.
    public static boolean isEscaped(byte[] json, int from, int to) {
        return backslash(json, from, to) < to;
    }

    /// Appends the text as UTF-8. An unpaired surrogate becomes U+FFFD.
    public static void unescape(byte[] json, int from, int to, WireBuffer into) {
        int at = from;
        while (true) {
            int escape = backslash(json, at, to);
            into.put(json, at, escape);
            if (escape == to) {
                return;
            }
            if (json[escape + 1] == 'u') {
                at = unicode(json, escape, to, into);
            } else {
                into.put(character(json[escape + 1]));
                at = escape + 2;
            }
        }
    }

    private static char character(byte escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) escaped;
        };
    }

    private static int unicode(byte[] json, int at, int to, WireBuffer into) {
        char unit = unit(json, at);
        int next = at + 6;
        if (Character.isHighSurrogate(unit) && next < to && json[next] == '\\' && json[next + 1] == 'u') {
            char low = unit(json, next);
            if (Character.isLowSurrogate(low)) {
                put(Character.toCodePoint(unit, low), into);
                return next + 6;
            }
        }
        put(Character.isSurrogate(unit) ? 0xFFFD : unit, into);
        return next;
    }

    private static char unit(byte[] json, int at) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            unit = (unit << 4) | Character.digit(json[i], 16);
        }
        return (char) unit;
    }

    private static void put(int point, WireBuffer into) {
        if (point < 0x80) {
            into.putByte(point);
        } else if (point < 0x800) {
            into.putByte(0xC0 | (point >> 6)).putByte(last(point));
        } else if (point < 0x10000) {
            into.putByte(0xE0 | (point >> 12)).putByte(last(point >> 6)).putByte(last(point));
        } else {
            into.putByte(0xF0 | (point >> 18))
                    .putByte(last(point >> 12))
                    .putByte(last(point >> 6))
                    .putByte(last(point));
        }
    }

    private static int last(int bits) {
        return 0x80 | (bits & 0x3F);
    }

    private static int backslash(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '\\') {
            at++;
        }
        return at;
    }
}
