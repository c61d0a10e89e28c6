package io.sidecars.logshipper.checkpoint;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is saved about a generation, to recognize it after a restart.
///
/// @param path for people only
/// @param inode a hint only, because file systems reuse inodes
/// @param size the largest size seen; if the file is not found again, the bytes between a cursor and it are lost
/// @param prefix the first bytes, up to 1 KiB
/// @param guard the last bytes before `size`, up to 64
/// @param ended whether its bytes were destroyed, so that only records in flight are left of it
/// @param missingSince when a complete scan first did not find it, null while it is there
/// @param cursors by output name
public record KnownFile(
        GenerationId id,
        String path,
        long inode,
        long size,
        Fingerprint prefix,
        Fingerprint guard,
        boolean ended,
        @Nullable Instant missingSince,
        Map<String, Cursor> cursors) {}
