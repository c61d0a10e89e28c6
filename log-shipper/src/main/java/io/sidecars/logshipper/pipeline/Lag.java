package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Cursors;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How far an output is behind what the catalog has seen.
///
/// The lag in seconds is a lower bound. It marks the end of every file, reports how long these marks have not
/// all been acknowledged, and then sets new marks.
final class Lag {
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();
    private static final long NONE = Long.MIN_VALUE;

    private final String output;
    private final Catalog catalog;
    private final Cursors cursors;
    private final Map<Generation, Long> marks = new HashMap<>();
    private volatile long markedAt = NONE;
    private long looked;

    Lag(String output, Catalog catalog, Cursors cursors, long now) {
        this.output = output;
        this.catalog = catalog;
        this.cursors = cursors;
        this.looked = now - PERIOD;
    }

    long bytes() {
        return catalog.generations().stream()
                .mapToLong(file -> behind(file, file.size()))
                .sum();
    }

    Duration age(long now) {
        long since = markedAt;
        return since == NONE ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - since));
    }

    /// Updates the marks, at most once a second.
    void look(long now) {
        if (now - looked < PERIOD) {
            return;
        }
        looked = now;
        marks.entrySet().removeIf(mark -> behind(mark.getKey(), mark.getValue()) == 0);
        marks.keySet().retainAll(Set.copyOf(catalog.generations()));
        if (!marks.isEmpty()) {
            return;
        }
        for (Generation file : catalog.generations()) {
            long size = file.size();
            if (behind(file, size) > 0) {
                marks.put(file, size);
            }
        }
        markedAt = marks.isEmpty() ? NONE : now;
    }

    private long behind(Generation file, long size) {
        return cursors.get(file.id(), output).lag(size);
    }
}
