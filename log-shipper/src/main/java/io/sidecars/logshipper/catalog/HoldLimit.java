package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Which of the files without a name are held no longer. Deleted files that are open fill the disk of the node,
/// and may leave no descriptor for others: there is a limit, and the oldest go first.
final class HoldLimit {
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final Hold limit;
    private long roomAt;
    private long bytes;

    HoldLimit(Hold limit, long now) {
        this.limit = limit;
        this.roomAt = now;
    }

    /// Bytes of those that are held on.
    long bytes() {
        return bytes;
    }

    /// Those that are to be given up.
    ///
    /// @param room whether there is a descriptor for every file that asks for one; without one for a while, the
    ///     oldest has to go
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
