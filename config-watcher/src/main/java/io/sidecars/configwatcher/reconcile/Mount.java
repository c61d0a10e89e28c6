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

/// The mounted sources: reads them when that is due, and reports when a version has settled. The getters may be
/// called from any thread.
final class Mount {
    private static final Logger log = LoggerFactory.getLogger(Mount.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// The version that settled last, valid or not.
    record Latest(Snapshot snapshot, Instant since) {}

    /// A version that has just settled.
    ///
    /// @param change from the version before it
    /// @param again whether it is the same version, and was asked for with [#lookAgain]
    record Settled(ScanResult.Found found, Change change, Duration seenAt, boolean again) {}

    private final Sources sources;
    private final Duration rehash;
    private final Time time;
    private final ReconcilerMetrics metrics;
    private final SettleTimer settle = new SettleTimer();
    private Duration nextLook = Duration.ZERO;
    private boolean again;
    private volatile @Nullable Latest latest;
    private volatile @Nullable String problem;
    private volatile List<String> notes = List.of();

    /// @param latest the version that settled last, with other settings; null if none did
    Mount(Sources sources, Duration rehash, Time time, ReconcilerMetrics metrics, @Nullable Latest latest) {
        this.sources = sources;
        this.rehash = rehash;
        this.time = time;
        this.metrics = metrics;
        this.latest = latest;
    }

    /// Null before the first.
    @Nullable
    Latest latest() {
        return latest;
    }

    /// Why the sources cannot be read; null if they can.
    @Nullable
    String problem() {
        return problem;
    }

    /// Files that are ignored, and mounts that can never change, one sentence each.
    List<String> notes() {
        return notes;
    }

    /// Lets the next look report the mounted version even if it is the same.
    void lookAgain() {
        again = true;
        nextLook = Duration.ZERO;
    }

    /// Reads the sources if something may have changed, or if the next look is due.
    ///
    /// @return null unless another version has settled
    @Nullable
    Settled look(boolean mayHaveChanged) {
        Duration now = time.elapsed();
        if (!mayHaveChanged && now.compareTo(nextLook) < 0) {
            return null;
        }
        metrics.scanned();
        return switch (sources.scan()) {
            case ScanResult.Unavailable(String why) -> {
                if (!why.equals(problem)) {
                    log.atWarn().addKeyValue("problem", why).log("sources cannot be read");
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
            List<String> before = notes;
            notes = found;
            found.stream()
                    .filter(note -> !before.contains(note))
                    .forEach(note -> log.atWarn().addKeyValue("note", note).log("source warning"));
        }
    }

    private @Nullable Settled settled(ScanResult.Found found, Duration now) {
        Snapshot snapshot = found.content().snapshot();
        Latest before = latest;
        nextLook = now.plus(rehash);
        boolean same = before != null && before.snapshot().version().equals(snapshot.version());
        if (same && !again) {
            settle.reset();
            return null;
        }
        if (!settle.isSettled(found, now)) {
            nextLook = settle.due();
            return null;
        }
        settle.reset();
        again = false;
        if (!same) {
            latest = new Latest(snapshot, time.wall());
        }
        return new Settled(
                found, Change.between(before == null ? null : before.snapshot(), snapshot), settle.firstChange(), same);
    }
}
