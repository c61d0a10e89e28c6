package io.sidecars.configwatcher.publish;

/// There is a state, but it cannot be read now. Starting without it could tell an app a version that it has
/// rejected. The message is one sentence that says how to go on.
public final class UnusableStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableStateException(String message) {
        super(message);
    }
}
