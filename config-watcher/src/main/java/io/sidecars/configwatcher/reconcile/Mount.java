package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.source.ScanResult;
import io.sidecars.configwatcher.source.SettleTimer;
import io.sidecars.configwatcher.source.Snapshot;
import io.sidecars.configwatcher.source.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is mounted: looks at the sources when that is due, and says when a version has come to rest. What it shows may
/// be read from any thread.
final class Mount {
    private static final Logger log = LoggerFactory.getLogger(Mount.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// The last version that has come to rest, valid or not.
    record Version(Snapshot snapshot, Instant since) {}

    /// A version that has just come to rest.
    ///
    /// @param change from the one before
    record Settled(ScanResult.Found found, Change change, Duration seenAt) {}

    private final Sources sources;
    private final Duration rehash;
    private final Time time;
    private final ReconcilerMetrics metrics;
    private final SettleTimer settle = new SettleTimer();
    private Duration nextLook = Duration.ZERO;
    private volatile @Nullable Version version;
    private volatile @Nullable String problem;
    private volatile List<String> notes = List.of();

    Mount(Sources sources, Duration rehash, Time time, ReconcilerMetrics metrics) {
        this.sources = sources;
        this.rehash = rehash;
        this.time = time;
        this.metrics = metrics;
    }

    /// Null before the first.
    @Nullable
    Version version() {
        return version;
    }

    /// Why nothing can be read, null if it can.
    @Nullable
    String problem() {
        return problem;
    }

    /// What is there and does not count, or can never change.
    List<String> notes() {
        return notes;
    }

    /// The next look finds whatever is there as if it were new.
    void forget() {
        version = null;
        nextLook = Duration.ZERO;
    }

    /// Looks if something may have changed or if it is time for that.
    ///
    /// @return null unless another version has come to rest
    @Nullable
    Settled look(boolean mayHaveChanged) {
        Duration now = time.elapsed();
        if (!mayHaveChanged && now.compareTo(nextLook) < 0) {
            return null;
        }
        metrics.looked();
        return switch (sources.scan()) {
            case ScanResult.Unavailable(String why) -> {
                if (!why.equals(problem)) {
                    log.atWarn().addKeyValue("problem", why).log("nothing to look at");
                }
                problem = why;
                settle.interrupt();
                nextLook = now.plus(LOOK_AGAIN);
                yield null;
            }
            case ScanResult.Found found -> {
                problem = null;
                note(found.notes());
                yield settled(found, now);
            }
        };
    }

    private void note(List<String> found) {
        if (!found.equals(notes)) {
            notes = found;
            found.forEach(note -> log.atWarn().addKeyValue("note", note).log("mind this"));
        }
    }

    private @Nullable Settled settled(ScanResult.Found found, Duration now) {
        Snapshot snapshot = found.content().snapshot();
        Version before = version;
        nextLook = now.plus(rehash);
        if (before != null && before.snapshot().version().equals(snapshot.version())) {
            settle.reset();
            return null;
        }
        if (!settle.isSettled(found, now)) {
            nextLook = settle.due();
            return null;
        }
        settle.reset();
        version = new Version(snapshot, time.wall());
        return new Settled(
                found, Change.between(before == null ? null : before.snapshot(), snapshot), settle.firstChange());
    }
}
