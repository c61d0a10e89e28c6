package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;

/// Walks from one escape sequence of a text to the next, and converts indexes of the decoded text to indexes of
/// this one. An escape sequence is one of JSON, or `\x2b` for an ASCII character, which web servers and Go
/// write. A backslash that begins neither is itself.
///
/// Indexes must ascend; a smaller one makes the walk begin anew.
final class Escapes {
    private static final int SHORT = 2;
    private static final int HEX = 4;
    private static final int UNICODE = 6;

    private byte[] text = {};
    private int from;
    private int to;
    /// An index that no escape sequence contains, and that of the same byte in the decoded text.
    private int at;
    private int decoded;
    /// Where the first escape sequence from there on begins, and ends.
    private int escape;
    private int end;

    void begin(byte[] newText, int newFrom, int newTo) {
        text = newText;
        from = newFrom;
        to = newTo;
        rewind();
    }

    /// Where the character begins that has this byte in the decoded text.
    int start(int index) {
        if (index < decoded) {
            rewind();
        }
        while (index - decoded >= escape - at && escape < to) {
            int plain = escape - at;
            int length = length(codePoint(text, escape, end));
            if (index - decoded - plain < length) {
                return escape;
            }
            decoded += plain + length;
            skip(end);
        }
        return at + index - decoded;
    }

    /// Where the character ends whose last byte precedes this index of the decoded text.
    int end(int index) {
        int start = start(index - 1);
        return start == escape && escape < to ? end : start + 1;
    }

    /// Where the escape sequence begins in which this index of the text is, or the index itself.
    int widenStart(int index) {
        return inside(index) ? escape : index;
    }

    /// Where the escape sequence ends in which this index of the text is, or the index itself.
    int widenEnd(int index) {
        return inside(index) ? end : index;
    }

    private boolean inside(int index) {
        if (index < at) {
            rewind();
        }
        while (escape < to && end <= index) {
            decoded += escape - at + length(codePoint(text, escape, end));
            skip(end);
        }
        return escape < index;
    }

    private void rewind() {
        decoded = 0;
        skip(from);
    }

    private void skip(int next) {
        at = next;
        escape = next(text, next, to);
        end = escape < to ? end(text, escape, to) : to;
    }

    /// The index of the first escape sequence from `from` on, or `to`.
    static int next(byte[] text, int from, int to) {
        int backslash = Swar.indexOf('\\', text, from, to);
        while (backslash >= 0 && end(text, backslash, to) < 0) {
            backslash = Swar.indexOf('\\', text, backslash + 1, to);
        }
        return backslash < 0 ? to : backslash;
    }

    /// The index after the escape sequence that begins with the backslash at `at`, or -1 if none does.
    static int end(byte[] text, int at, int to) {
        if (at + 1 == to) {
            return -1;
        }
        return switch (text[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + SHORT;
            case 'x' -> number(text, at, at + HEX, to) < 0x80 && number(text, at, at + HEX, to) >= 0 ? at + HEX : -1;
            case 'u' -> endOfUnicode(text, at, to);
            default -> -1;
        };
    }

    private static int endOfUnicode(byte[] text, int at, int to) {
        int next = at + UNICODE;
        int unit = number(text, at, next, to);
        if (unit < 0) {
            return -1;
        }
        boolean isPair = Character.isHighSurrogate((char) unit)
                && next + 1 < to
                && text[next] == '\\'
                && text[next + 1] == 'u'
                && isLowSurrogate(number(text, next, next + UNICODE, to));
        return isPair ? next + UNICODE : next;
    }

    private static boolean isLowSurrogate(int unit) {
        return unit >= 0 && Character.isLowSurrogate((char) unit);
    }

    /// What an escape sequence means. An unpaired surrogate means U+FFFD.
    static int codePoint(byte[] text, int at, int end) {
        return switch (text[at + 1]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> number(text, at, end, end);
            case 'u' -> {
                char unit = (char) number(text, at, at + UNICODE, end);
                if (end - at > UNICODE) {
                    yield Character.toCodePoint(unit, (char) number(text, at + UNICODE, end, end));
                }
                yield Character.isSurrogate(unit) ? 0xFFFD : unit;
            }
            default -> text[at + 1];
        };
    }

    /// How many bytes a character has in UTF-8.
    static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /// The hexadecimal number after the backslash and the letter at `at`; -1 if it is none, or goes on after `to`.
    private static int number(byte[] text, int at, int end, int to) {
        if (end > to) {
            return -1;
        }
        int number = 0;
        for (int i = at + 2; i < end; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
