package io.sidecars.logshipper.pipeline;

import org.jspecify.annotations.Nullable;

/// One output in `/status`.
///
/// @param state idle, sending, retrying, blocked or drained
/// @param problem why the last batch was not accepted, null if it was
public record PipelineStatus(
        String name,
        String state,
        @Nullable String problem,
        long lagBytes,
        long sentRecords,
        long retries,
        DeadLetters deadLetters) {

    /// What the receiver has rejected and nobody has replayed.
    public record DeadLetters(int letters, long bytes, boolean replaying) {}
}
