package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Tests what a line begins with.
final class LineStart {
    /// `0` matches a digit and `A` a letter.
    private static final byte[][] TIMES = literals(
            "0000-00-00",
            "0000/00/00",
            "0000.00.00",
            "00:00:00",
            "00-00-0000",
            "00/00/0000",
            "00.00.0000",
            "00/AAA/0000",
            "00-AAA-0000",
            "00 AAA 0000",
            "AAA 00, 0000");

    private static final byte[][] LEVELS =
            literals("TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "SEVERE", "CRITICAL", "FATAL");

    private LineStart() {}

    static byte[][] literals(String... ascii) {
        return Arrays.stream(ascii).map(literal -> literal.getBytes(US_ASCII)).toArray(byte[][]::new);
    }

    static boolean is(byte[] literal, byte[] bytes, int from, int to) {
        int end = from + literal.length;
        return end <= to && Arrays.equals(bytes, from, end, literal, 0, literal.length);
    }

    static boolean isOneOf(byte[][] literals, byte[] bytes, int from, int to) {
        for (byte[] literal : literals) {
            if (is(literal, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    static boolean isIndented(byte[] bytes, int from, int to) {
        return from < to && isSpace(bytes[from]);
    }

    static int afterIndentation(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    static boolean isBlank(byte[] bytes, int from, int to) {
        return afterIndentation(bytes, from, to) == to;
    }

    /// Whether the line begins with a date or a time of day in one of the usual formats, optionally after a
    /// bracket.
    static boolean isTime(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == '[' ? from + 1 : from;
        for (byte[] time : TIMES) {
            if (hasForm(time, bytes, at, to)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the line begins with a level in capitals as a whole word, optionally after a bracket.
    static boolean isLevel(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == '[' ? from + 1 : from;
        for (byte[] level : LEVELS) {
            int end = at + level.length;
            if (is(level, bytes, at, to) && (end == to || !isWordByte(bytes[end]))) {
                return true;
            }
        }
        return false;
    }

    /// The index after a dotted name such as `java.lang.Error`, or `from` if the line does not begin with one.
    static int afterName(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (isWordByte(bytes[i]) || bytes[i] == '.' || bytes[i] == '$')) {
            i++;
        }
        return from < to && isDigit(bytes[from]) ? from : i;
    }

    /// Bytes outside ASCII count, because in every permitted charset most of them are parts of letters.
    private static boolean isWordByte(byte b) {
        return isLetter(b) || isDigit(b) || b == '_' || b < 0;
    }

    private static boolean hasForm(byte[] form, byte[] bytes, int from, int to) {
        if (from + form.length > to) {
            return false;
        }
        for (int i = 0; i < form.length; i++) {
            byte b = bytes[from + i];
            boolean fits = switch (form[i]) {
                case '0' -> isDigit(b);
                case 'A' -> isLetter(b);
                default -> b == form[i];
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }
}
