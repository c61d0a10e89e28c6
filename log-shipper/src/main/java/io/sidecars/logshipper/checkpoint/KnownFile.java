package io.sidecars.logshipper.checkpoint;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is remembered of a generation, to find it again after a restart.
///
/// @param path for people only
/// @param inode a hint only: inodes are used again
/// @param size the largest size seen; bytes between a cursor and it are lost if the file is not found again
/// @param prefix the first bytes, up to 1 KiB
/// @param missingSince when a complete scan first did not find it, null while it is there
/// @param cursors output name → acknowledged position
public record KnownFile(
        GenerationId id,
        String path,
        long inode,
        long size,
        Fingerprint prefix,
        @Nullable Instant missingSince,
        Map<String, Position> cursors) {

    /// The position that the output which is furthest ahead has reached: the most bytes to recognize the file by.
    public Position frontier() {
        return cursors.values().stream().max(Position::compareTo).orElse(Position.START);
    }
}
