package io.sidecars.logshipper.checkpoint;

import java.util.List;

/// Everything that survives a restart.
///
/// @param outputs names of the outputs that have run before; any other output is new and starts as `startAt` says
public record Checkpoint(List<String> outputs, List<KnownFile> files) {
    public static final Checkpoint EMPTY = new Checkpoint(List.of(), List.of());
}
