package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Joins tracebacks of Python, including chained tracebacks and exception groups, with the log line that reports
/// them if there is one.
///
/// One blank line after a traceback belongs to it, because a chained traceback may follow. Further lines of an
/// exception's message and notes belong to it only if they are indented.
public final class PythonTraces implements Multiline {
    private static final byte[] TRACEBACK = "Traceback (most recent call last):".getBytes(US_ASCII);
    private static final byte[] GROUP = "+ Exception Group Traceback (most recent call last):".getBytes(US_ASCII);
    /// A syntax error has no headline.
    private static final byte[] FILE = "File \"".getBytes(US_ASCII);
    private static final byte[][] CHAINS = LineStart.literals(
            "During handling of the above exception, another exception occurred:",
            "The above exception was the direct cause of the following exception:");

    private enum After {
        LOG_LINE,
        /// The headline or an indented line of a traceback. The line with the exception follows.
        FRAME,
        /// The exception, or a line of an exception group. Only indented lines may follow.
        EXCEPTION,
        BLANK,
        /// The sentence that connects two tracebacks.
        CHAIN
    }

    private After after = After.LOG_LINE;

    @Override
    public void begin(byte[] bytes, int from, int to) {
        after = headline(bytes, from, to);
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        return switch (after) {
            case LOG_LINE -> takeHeadline(bytes, from, to);
            case FRAME -> LineStart.isIndented(bytes, from, to) || takeException(bytes, from, to);
            case EXCEPTION ->
                takeBlank(bytes, from, to) || isIndentedMore(bytes, from, to) || takeChain(bytes, from, to);
            case BLANK -> takeChain(bytes, from, to);
            case CHAIN -> LineStart.isBlank(bytes, from, to) || takeHeadline(bytes, from, to);
        };
    }

    private boolean takeHeadline(byte[] bytes, int from, int to) {
        after = headline(bytes, from, to);
        return after != After.LOG_LINE;
    }

    private static After headline(byte[] bytes, int from, int to) {
        int at = LineStart.afterIndentation(bytes, from, to);
        if (LineStart.is(GROUP, bytes, at, to)) {
            return After.EXCEPTION;
        }
        boolean traceback =
                LineStart.is(TRACEBACK, bytes, from, to) || (at > from && LineStart.is(FILE, bytes, at, to));
        return traceback ? After.FRAME : After.LOG_LINE;
    }

    /// `ValueError: message`, or the name alone. `INFO: message` is a log line of another thread.
    private boolean takeException(byte[] bytes, int from, int to) {
        after = After.EXCEPTION;
        int end = LineStart.afterName(bytes, from, to);
        boolean named = end > from && (end == to || (bytes[end] == ':' && (end + 1 == to || bytes[end + 1] == ' ')));
        return named && !LineStart.isLevel(bytes, from, to);
    }

    private boolean takeBlank(byte[] bytes, int from, int to) {
        boolean blank = LineStart.isBlank(bytes, from, to);
        after = blank ? After.BLANK : after;
        return blank;
    }

    private static boolean isIndentedMore(byte[] bytes, int from, int to) {
        int at = LineStart.afterIndentation(bytes, from, to);
        return at > from
                && headline(bytes, from, to) == After.LOG_LINE
                && !LineStart.isTime(bytes, at, to)
                && !LineStart.isLevel(bytes, at, to);
    }

    private boolean takeChain(byte[] bytes, int from, int to) {
        after = After.CHAIN;
        return LineStart.isOneOf(CHAINS, bytes, from, to);
    }
}
