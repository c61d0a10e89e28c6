package io.sidecars.logshipper.checkpoint;

import java.util.List;

/// Everything that survives a restart.
///
/// @param outputs names that have run before: another one is new and starts where it is told to
public record Checkpoint(List<String> outputs, List<KnownFile> files) {
    public static final Checkpoint EMPTY = new Checkpoint(List.of(), List.of());
}
