package io.sidecars.logshipper.checkpoint;

/// There is a checkpoint, but it can be read neither in its last nor in its previous form. The message is one
/// sentence.
public final class DamagedCheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedCheckpointException(String message) {
        super(message);
    }
}
