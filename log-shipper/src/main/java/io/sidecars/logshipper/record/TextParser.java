package io.sidecars.logshipper.record;

import java.time.ZoneId;

/// Finds the time and the severity at the beginning of a plain-text line, in the layouts of common logging
/// libraries. The severity is before the time, or after it; in between there may be words in brackets, numbers,
/// and words followed by a dash. The message stays the whole text. It never fails.
public final class TextParser implements Parser {
    /// How many words after the time are considered as the severity.
    private static final int WORDS = 4;

    private final Timestamps timestamps;

    /// @param zone of times that have no offset
    public TextParser(ZoneId zone) {
        timestamps = new Timestamps(zone);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        into.reset(bytes, from, to);
        int at = opening(bytes, from, to);
        int end = time(bytes, at, to, into);
        if (end >= 0) {
            severityAfter(bytes, end, to, into);
            return true;
        }
        end = severity(bytes, at, to, into);
        if (end >= 0) {
            time(bytes, opening(bytes, separators(bytes, end, to), to), to, into);
        }
        return true;
    }

    private int time(byte[] b, int from, int to, Fields into) {
        int end = timestamps.parse(b, from, to);
        if (end >= 0) {
            into.time(timestamps.nanos(), timestamps.precision(), b, from, end);
        }
        return end;
    }

    private static void severityAfter(byte[] b, int from, int to, Fields into) {
        int at = separators(b, from, to);
        for (int word = 0; word < WORDS && at < to; word++) {
            int end = b[at] == '[' ? bracket(b, at, to, into) : word(b, at, to, into);
            if (end < 0 || into.severity() > 0) {
                return;
            }
            at = separators(b, end, to);
        }
    }

    /// The index after a word in brackets, or -1 if the bracket is not closed.
    private static int bracket(byte[] b, int from, int to, Fields into) {
        int end = severity(b, opening(b, from, to), to, into);
        if (end >= 0) {
            return end;
        }
        for (int at = from; at < to; at++) {
            if (b[at] == ']') {
                return at + 1;
            }
        }
        return -1;
    }

    /// The index after a word that a severity may follow, or -1 if the word is part of the message.
    private static int word(byte[] b, int from, int to, Fields into) {
        int end = severity(b, from, to, into);
        if (end >= 0) {
            return end;
        }
        int at = from;
        boolean isNumber = true;
        while (at < to && (b[at] & 0xFF) > ' ') {
            isNumber &= b[at] >= '0' && b[at] <= '9';
            at++;
        }
        boolean isBeforeDash = at + 2 < to && b[at] == ' ' && b[at + 1] == '-' && b[at + 2] == ' ';
        return isNumber || isBeforeDash ? at : -1;
    }

    /// The index after the severity that begins at `from`, or -1. A name that is not in upper case only counts if
    /// punctuation or a tab follows it: `Error opening a file` is prose.
    private static int severity(byte[] b, int from, int to, Fields into) {
        int end = from;
        boolean isUpper = true;
        while (end < to && isLetter(b[end])) {
            isUpper &= b[end] <= 'Z';
            end++;
        }
        int number = Severities.ofName(b, from, end);
        boolean isMarked = end < to && isMark(b[end]);
        boolean isEnd = end == to || b[end] == ' ';
        if (number == 0 || !(isMarked || (isUpper && isEnd))) {
            return -1;
        }
        into.severity(number, b, from, end);
        return end;
    }

    private static int opening(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ' ' || b[at] == '\t' || b[at] == '[')) {
            at++;
        }
        return at;
    }

    private static int separators(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ' ' || b[at] == '-' || isMark(b[at]))) {
            at++;
        }
        return at;
    }

    private static boolean isMark(byte b) {
        return b == ']' || b == ':' || b == '|' || b == ',' || b == '\t';
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }
}
