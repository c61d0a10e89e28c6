package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Joins stack traces of the JVM, with the log line that reports them if there is one.
///
/// An indented line belongs to the line before it, unless it looks like the beginning of a log line. Further lines
/// of an exception's message that are not indented cannot be told apart from log lines, so they begin a new
/// record.
public final class JavaTraces implements Multiline {
    private static final byte[][] JOINING = LineStart.literals("Caused by: ", "Suppressed: ", "Wrapped by: ");
    private static final byte[] ELIDED = "... ".getBytes(US_ASCII);
    private static final byte[][] CLASS_ENDINGS = LineStart.literals("Exception", "Error", "Throwable");

    private boolean afterLogLine;

    @Override
    public void begin(byte[] bytes, int from, int to) {
        afterLogLine = !LineStart.isIndented(bytes, from, to)
                && !LineStart.isOneOf(JOINING, bytes, from, to)
                && !isHeader(bytes, from, to);
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        boolean headerMayFollow = afterLogLine;
        afterLogLine = false;
        if (LineStart.isIndented(bytes, from, to)) {
            return !isIndentedLogLine(bytes, from, to);
        }
        return LineStart.isOneOf(JOINING, bytes, from, to)
                || isElided(bytes, from, to)
                || (headerMayFollow && isHeader(bytes, from, to));
    }

    /// A level is padded with at most one space on its left: `%5level` gives " INFO" and " WARN".
    private static boolean isIndentedLogLine(byte[] bytes, int from, int to) {
        int at = LineStart.afterIndentation(bytes, from, to);
        return at == to
                || LineStart.isTime(bytes, at, to)
                || (at == from + 1 && bytes[from] == ' ' && LineStart.isLevel(bytes, at, to));
    }

    private static boolean isElided(byte[] bytes, int from, int to) {
        int digit = from + ELIDED.length;
        return LineStart.is(ELIDED, bytes, from, to) && digit < to && bytes[digit] >= '0' && bytes[digit] <= '9';
    }

    /// The qualified name of a throwable, followed by a colon or the end of the line.
    private static boolean isHeader(byte[] bytes, int from, int to) {
        int end = LineStart.afterName(bytes, from, to);
        if (end < to && bytes[end] != ':') {
            return false;
        }
        boolean qualified = false;
        for (int i = from + 1; i < end && !qualified; i++) {
            qualified = bytes[i] == '.';
        }
        return qualified && endsLikeThrowable(bytes, from, end);
    }

    private static boolean endsLikeThrowable(byte[] bytes, int from, int to) {
        for (byte[] ending : CLASS_ENDINGS) {
            int at = to - ending.length;
            if (at >= from && LineStart.is(ending, bytes, at, to)) {
                return true;
            }
        }
        return false;
    }
}
