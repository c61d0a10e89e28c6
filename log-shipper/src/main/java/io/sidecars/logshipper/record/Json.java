package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.logshipper.bytes.Swar;
import java.util.Arrays;

/// Scans JSON (strictly RFC 8259) in bytes that are valid UTF-8, and copies nothing. Each method takes the index
/// of the first byte of a token and returns the index after its last one, or -1 if the token is not well-formed.
final class Json {
    static final int MAX_DEPTH = 64;

    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private Json() {}

    /// The index after any whitespace.
    static int blanks(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] <= ' ' && (b[at] == ' ' || b[at] == '\t' || b[at] == '\n' || b[at] == '\r')) {
            at++;
        }
        return at;
    }

    /// @param depth how deep arrays and objects may be nested
    static int value(byte[] b, int from, int to, int depth) {
        if (from >= to) {
            return -1;
        }
        return switch (b[from]) {
            case '"' -> string(b, from, to);
            case '{' -> depth == 0 ? -1 : object(b, from, to, depth - 1);
            case '[' -> depth == 0 ? -1 : array(b, from, to, depth - 1);
            case 't' -> literal(b, from, to, TRUE);
            case 'f' -> literal(b, from, to, FALSE);
            case 'n' -> literal(b, from, to, NULL);
            default -> number(b, from, to);
        };
    }

    static int string(byte[] b, int from, int to) {
        int at = special(b, from + 1, to);
        while (at < to && b[at] == '\\') {
            at = escape(b, at, to);
            if (at < 0) {
                return -1;
            }
            at = special(b, at, to);
        }
        return at < to && b[at] == '"' ? at + 1 : -1;
    }

    /// The name of a member: a string in which escaped surrogates are paired. The grammar of JSON does not require
    /// this, but receivers reject other names.
    static int name(byte[] b, int from, int to) {
        int end = special(b, from + 1, to);
        if (end < to && b[end] == '"') {
            return end + 1;
        }
        end = string(b, from, to);
        return end >= 0 && isPaired(b, from + 1, end - 1) ? end : -1;
    }

    /// The index of the first quote, backslash or control character, or `to`.
    static int special(byte[] b, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = Swar.escaped(Swar.get(b, at));
            if (found != 0) {
                return at + Swar.first(found);
            }
        }
        while (at < to && b[at] != '"' && b[at] != '\\' && (b[at] & 0xFF) >= ' ') {
            at++;
        }
        return at;
    }

    /// From the end of a member's name to the beginning of its value, past the colon.
    static int colon(byte[] b, int from, int to) {
        int at = blanks(b, from, to);
        return at < to && b[at] == ':' ? blanks(b, at + 1, to) : -1;
    }

    static int number(byte[] b, int from, int to) {
        int at = from < to && b[from] == '-' ? from + 1 : from;
        int end = at < to && b[at] == '0' ? at + 1 : digits(b, at, to);
        if (end >= 0 && end < to && b[end] == '.') {
            end = digits(b, end + 1, to);
        }
        if (end >= 0 && end < to && (b[end] | 0x20) == 'e') {
            int exponent = end + 1;
            boolean signed = exponent < to && (b[exponent] == '+' || b[exponent] == '-');
            end = digits(b, signed ? exponent + 1 : exponent, to);
        }
        return end;
    }

    private static int object(byte[] b, int from, int to, int depth) {
        int at = blanks(b, from + 1, to);
        if (at < to && b[at] == '}') {
            return at + 1;
        }
        while (at < to && b[at] == '"') {
            int name = name(b, at, to);
            int value = name < 0 ? -1 : colon(b, name, to);
            int end = value < 0 ? -1 : value(b, value, to, depth);
            if (end < 0) {
                return -1;
            }
            at = blanks(b, end, to);
            if (at < to && b[at] == '}') {
                return at + 1;
            }
            if (at >= to || b[at] != ',') {
                return -1;
            }
            at = blanks(b, at + 1, to);
        }
        return -1;
    }

    private static int array(byte[] b, int from, int to, int depth) {
        int at = blanks(b, from + 1, to);
        if (at < to && b[at] == ']') {
            return at + 1;
        }
        while (at < to) {
            int end = value(b, at, to, depth);
            if (end < 0) {
                return -1;
            }
            at = blanks(b, end, to);
            if (at < to && b[at] == ']') {
                return at + 1;
            }
            if (at >= to || b[at] != ',') {
                return -1;
            }
            at = blanks(b, at + 1, to);
        }
        return -1;
    }

    private static int literal(byte[] b, int from, int to, byte[] word) {
        int end = from + word.length;
        return end <= to && Arrays.equals(b, from, end, word, 0, word.length) ? end : -1;
    }

    private static int digits(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] >= '0' && b[at] <= '9') {
            at++;
        }
        return at == from ? -1 : at;
    }

    private static int escape(byte[] b, int from, int to) {
        if (from + 1 >= to) {
            return -1;
        }
        return switch (b[from + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 2;
            case 'u' -> from + 6 <= to && codeUnit(b, from) >= 0 ? from + 6 : -1;
            default -> -1;
        };
    }

    /// The character of the `\\u` escape at `at`, and of the next one if the two are a surrogate pair.
    static int codePoint(byte[] b, int at, int to) {
        char unit = (char) codeUnit(b, at);
        int next = at + 6;
        if (Character.isHighSurrogate(unit) && next < to && b[next] == '\\' && b[next + 1] == 'u') {
            char low = (char) codeUnit(b, next);
            return Character.isLowSurrogate(low) ? Character.toCodePoint(unit, low) : unit;
        }
        return unit;
    }

    private static boolean isPaired(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            if (b[at] != '\\') {
                at++;
            } else if (b[at + 1] != 'u') {
                at += 2;
            } else {
                int point = codePoint(b, at, to);
                if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                    return false;
                }
                at += Character.charCount(point) * 6;
            }
        }
        return true;
    }

    /// Negative if the four bytes are not hexadecimal digits.
    private static int codeUnit(byte[] b, int from) {
        int unit = 0;
        for (int at = from + 2; at < from + 6; at++) {
            unit = (unit << 4) | Character.digit(b[at], 16);
        }
        return unit;
    }
}
