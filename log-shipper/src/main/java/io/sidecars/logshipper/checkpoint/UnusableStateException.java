package io.sidecars.logshipper.checkpoint;

/// There is a state, but it cannot be used now: it cannot be read, or a newer version has written it. Starting
/// without it would send everything again or skip it. The message is one sentence that says how to go on.
public final class UnusableStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableStateException(String message) {
        super(message);
    }
}
