package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.pipeline.PipelineStatus;
import java.util.List;

/// What the engine does at this moment.
///
/// @param waitingFiles how many more files match and wait until those are delivered
public record EngineStatus(List<PipelineStatus> outputs, List<FollowedFile> files, int waitingFiles) {
    /// A file that has bytes.
    ///
    /// @param path the name under which it was last seen
    /// @param generation 32 hexadecimal digits
    /// @param size in bytes, the largest seen
    public record FollowedFile(String path, String generation, long size) {}
}
