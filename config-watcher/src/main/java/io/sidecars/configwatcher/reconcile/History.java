package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.signal.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The last versions that settled, and what became of each. [#view] may be called from any thread.
final class History {
    static final int MOST = 20;

    private static final class Entry {
        final Change change;
        final Instant seen;
        final Duration seenAt;
        final Duration settled;

        @Nullable
        Duration validated;

        @Nullable
        Duration published;

        @Nullable
        Duration signalled;

        @Nullable
        Duration confirmed;

        int attempts;
        VersionOutcome outcome = VersionOutcome.PENDING;

        @Nullable
        String reason;

        Entry(Change change, Instant seen, Duration seenAt, Duration settled) {
            this.change = change;
            this.seen = seen;
            this.seenAt = seenAt;
            this.settled = settled;
        }
    }

    private final Time time;
    private final Consumer<Duration> firstSignal;
    private final Consumer<VersionOutcome> outcomes;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /// @param firstSignal receives the time from seeing a version to its first signal
    /// @param outcomes receives the outcome of a version whenever it changes
    History(Time time, Consumer<Duration> firstSignal, Consumer<VersionOutcome> outcomes) {
        this.time = time;
        this.firstSignal = firstSignal;
        this.outcomes = outcomes;
    }

    synchronized void settled(Change change, Duration seenAt) {
        Entry previous = entries.peekFirst();
        if (previous != null && previous.outcome == VersionOutcome.PENDING) {
            become(previous, VersionOutcome.SUPERSEDED);
        }
        Duration took = time.elapsed().minus(seenAt);
        entries.addFirst(new Entry(change, time.wall().minus(took), seenAt, took));
        if (entries.size() > MOST) {
            entries.removeLast();
        }
    }

    synchronized void validated() {
        Entry entry = entries.getFirst();
        entry.validated = since(entry);
    }

    synchronized void published() {
        Entry entry = entries.getFirst();
        entry.published = since(entry);
    }

    synchronized void signalled() {
        Entry entry = entries.getFirst();
        entry.attempts++;
        if (entry.signalled == null) {
            entry.signalled = since(entry);
            firstSignal.accept(entry.signalled);
        }
    }

    /// Every target runs this version: the newest one, or an older one if the newest is invalid or was rejected.
    synchronized void accepted(String version) {
        Entry newest = entries.getFirst();
        if (newest.outcome == VersionOutcome.REJECTED
                && !newest.change.version().equals(version)) {
            become(newest, VersionOutcome.ROLLED_BACK);
        }
        entries.stream()
                .filter(entry -> entry.change.version().equals(version))
                .findFirst()
                .ifPresent(entry -> {
                    become(entry, VersionOutcome.ACCEPTED);
                    if (entry.confirmed == null) {
                        entry.confirmed = since(entry);
                    }
                });
    }

    synchronized void rejected(String reason) {
        Entry entry = entries.getFirst();
        entry.reason = reason;
        become(entry, VersionOutcome.REJECTED);
    }

    synchronized void invalid(String reason) {
        Entry entry = entries.getFirst();
        entry.reason = reason;
        become(entry, VersionOutcome.INVALID);
    }

    private void become(Entry entry, VersionOutcome outcome) {
        if (entry.outcome != outcome) {
            entry.outcome = outcome;
            outcomes.accept(outcome);
        }
    }

    private Duration since(Entry entry) {
        return time.elapsed().minus(entry.seenAt);
    }

    synchronized List<StatusSnapshot.Entry> view() {
        return entries.stream()
                .map(entry -> new StatusSnapshot.Entry(
                        entry.change.version(),
                        entry.seen.toString(),
                        entry.change.added(),
                        entry.change.changed(),
                        entry.change.removed(),
                        new StatusSnapshot.Phases(
                                entry.settled.toMillis(),
                                millis(entry.validated),
                                millis(entry.published),
                                millis(entry.signalled),
                                millis(entry.confirmed)),
                        entry.attempts,
                        entry.outcome,
                        entry.reason))
                .toList();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
