package io.sidecars.logshipper.checkpoint;

/// There is a checkpoint, but neither the last nor the previous one can be read. The message is one sentence.
public final class DamagedCheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedCheckpointException(String message) {
        super(message);
    }
}
