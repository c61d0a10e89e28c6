package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Decides which deleted files are no longer held open. They occupy the disk of the node, and may leave no file
/// descriptor for other files. So there is a limit, and the oldest ones go first.
final class HoldLimit {
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final Hold limit;
    private long roomAt;
    private long bytes;

    HoldLimit(Hold limit, long now) {
        this.limit = limit;
        this.roomAt = now;
    }

    /// Bytes of the deleted files that are still held.
    long bytes() {
        return bytes;
    }

    /// The deleted files to give up.
    ///
    /// @param room whether there is a descriptor for every file that needs one. If there was none for a while, the
    ///     oldest deleted file is given up
    List<Generation> exceeding(Collection<Generation> files, boolean room, long now) {
        List<Generation> held = files.stream()
                .filter(file -> !file.isFound())
                .sorted(Comparator.comparingLong(Generation::missingSince))
                .toList();
        bytes = held.stream().mapToLong(Generation::size).sum();
        roomAt = room || held.isEmpty() ? now : roomAt;
        List<Generation> exceeding = new ArrayList<>();
        for (Generation file : held) {
            if (bytes <= limit.bytes()
                    && now - file.missingSince() <= limit.age().toNanos()
                    && now - roomAt < PATIENCE) {
                break;
            }
            exceeding.add(file);
            bytes -= file.size();
            roomAt = now;
        }
        return exceeding;
    }
}
