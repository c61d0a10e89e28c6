package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Joins what a Go program writes when it crashes, and a goroutine's stack after the log line that reports it.
///
/// Blank lines within a crash belong to it, and so does the one after its last stack. A crash always begins a
/// record, because the line before it does not announce it. The register dump at the end of a crash by signal is
/// not recognized.
public final class GoTraces implements Multiline {
    private static final byte[][] CRASHES = LineStart.literals("panic: ", "fatal error: ");
    private static final byte[][] RUNTIME = LineStart.literals("runtime: ", "unexpected fault address ");
    private static final byte[] SIGNAL = "SIG".getBytes(US_ASCII);
    private static final byte[][] NOTES = LineStart.literals("[signal ", "PC=");
    private static final byte[] GOROUTINE = "goroutine ".getBytes(US_ASCII);
    private static final byte[] RUNTIME_STACK = "runtime stack:".getBytes(US_ASCII);
    private static final byte[] CREATED_BY = "created by ".getBytes(US_ASCII);
    private static final byte[] EXIT = "exit status ".getBytes(US_ASCII);
    private static final byte[] ELIDED = "...".getBytes(US_ASCII);
    private static final byte[] FRAMES_ELIDED = "frames elided...".getBytes(US_ASCII);

    private enum Line {
        LOG,
        /// Output of the runtime before a fatal error.
        RUNTIME,
        CRASH,
        NOTE,
        BLANK,
        /// The first line of a stack.
        STACK,
        CALL,
        /// A line indented by a tab: the file and line of a call, or more of a message.
        PLACE,
        ELIDED,
        EXIT;

        boolean mayBeFollowedBy(Line next) {
            return switch (this) {
                case LOG -> next == STACK;
                case RUNTIME -> next == RUNTIME || next == CRASH || next == BLANK || next == STACK;
                case CRASH -> next == NOTE || next == BLANK || next == STACK || next == PLACE || next == EXIT;
                case NOTE -> next == NOTE || next == BLANK || next == STACK || next == PLACE;
                case BLANK -> next == STACK || next == EXIT;
                case STACK -> next == CALL || next == PLACE;
                case CALL -> next == PLACE;
                case PLACE ->
                    next == CALL
                            || next == PLACE
                            || next == ELIDED
                            || next == BLANK
                            || next == NOTE
                            || next == STACK
                            || next == EXIT;
                case ELIDED -> next == CALL || next == BLANK || next == EXIT;
                case EXIT -> false;
            };
        }
    }

    private Line last = Line.LOG;

    @Override
    public void begin(byte[] bytes, int from, int to) {
        Line first = read(bytes, from, to);
        last = switch (first) {
            case RUNTIME, CRASH, STACK -> first;
            case LOG, NOTE, BLANK, CALL, PLACE, ELIDED, EXIT -> Line.LOG;
        };
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        Line next = read(bytes, from, to);
        boolean joins = last.mayBeFollowedBy(next);
        last = next;
        return joins;
    }

    private static Line read(byte[] bytes, int from, int to) {
        if (LineStart.isBlank(bytes, from, to)) {
            return Line.BLANK;
        }
        if (bytes[from] == '\t') {
            return Line.PLACE;
        }
        if (LineStart.isOneOf(CRASHES, bytes, from, to) || isSignal(bytes, from, to)) {
            return Line.CRASH;
        }
        if (LineStart.isOneOf(RUNTIME, bytes, from, to)) {
            return Line.RUNTIME;
        }
        if (LineStart.isOneOf(NOTES, bytes, from, to)) {
            return Line.NOTE;
        }
        if (isStack(bytes, from, to)) {
            return Line.STACK;
        }
        if (LineStart.is(CREATED_BY, bytes, from, to) || isCall(bytes, from, to)) {
            return Line.CALL;
        }
        if (LineStart.is(EXIT, bytes, from, to)) {
            return Line.EXIT;
        }
        return isElided(bytes, from, to) ? Line.ELIDED : Line.LOG;
    }

    /// `SIGQUIT: quit`
    private static boolean isSignal(byte[] bytes, int from, int to) {
        int end = LineStart.afterName(bytes, from, to);
        return LineStart.is(SIGNAL, bytes, from, to) && end < to && bytes[end] == ':';
    }

    /// `goroutine 1 [running]:`
    private static boolean isStack(byte[] bytes, int from, int to) {
        if (LineStart.is(RUNTIME_STACK, bytes, from, to)) {
            return true;
        }
        int number = from + GOROUTINE.length;
        return LineStart.is(GOROUTINE, bytes, from, to)
                && number < to
                && bytes[number] >= '0'
                && bytes[number] <= '9'
                && bytes[to - 1] == ':';
    }

    /// `path/to/package.(*Type).Method(0x1, {0x2, 0x3})`: no space before the arguments.
    private static boolean isCall(byte[] bytes, int from, int to) {
        if (bytes[to - 1] != ')') {
            return false;
        }
        for (int i = from; i < to && bytes[i] != ' '; i++) {
            if (bytes[i] == '(') {
                return true;
            }
        }
        return false;
    }

    /// `...23 frames elided...`
    private static boolean isElided(byte[] bytes, int from, int to) {
        int ending = to - FRAMES_ELIDED.length;
        return LineStart.is(ELIDED, bytes, from, to) && ending > from && LineStart.is(FRAMES_ELIDED, bytes, ending, to);
    }
}
