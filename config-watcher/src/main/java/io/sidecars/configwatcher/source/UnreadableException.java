package io.sidecars.configwatcher.source;

/// A source cannot be read at present. The message is one sentence for an operator.
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
