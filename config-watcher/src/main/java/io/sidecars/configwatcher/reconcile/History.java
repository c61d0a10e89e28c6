package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The last versions that were settled, and what became of each. Safe for reading from any thread.
final class History {
    static final int MOST = 20;

    private enum Outcome {
        PENDING,
        ACCEPTED,
        REJECTED,
        SUPERSEDED
    }

    private static final class Entry {
        final String version;
        final Instant seen;
        final Duration seenAt;
        final Duration settled;

        @Nullable
        Duration signalled;

        @Nullable
        Duration confirmed;

        int attempts;
        Outcome outcome = Outcome.PENDING;

        Entry(String version, Instant seen, Duration seenAt, Duration settled) {
            this.version = version;
            this.seen = seen;
            this.seenAt = seenAt;
            this.settled = settled;
        }
    }

    private final Time time;
    private final Consumer<Duration> firstSignal;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /// @param firstSignal told how long it took from seeing a version to its first signal
    History(Time time, Consumer<Duration> firstSignal) {
        this.time = time;
        this.firstSignal = firstSignal;
    }

    synchronized void settled(String version, Duration seenAt) {
        Entry previous = entries.peekFirst();
        if (previous != null && previous.outcome == Outcome.PENDING) {
            previous.outcome = Outcome.SUPERSEDED;
        }
        Duration took = time.elapsed().minus(seenAt);
        entries.addFirst(new Entry(version, time.wall().minus(took), seenAt, took));
        if (entries.size() > MOST) {
            entries.removeLast();
        }
    }

    synchronized void signalled() {
        Entry entry = entries.getFirst();
        entry.attempts++;
        if (entry.signalled == null) {
            entry.signalled = time.elapsed().minus(entry.seenAt);
            firstSignal.accept(entry.signalled);
        }
    }

    synchronized void accepted() {
        Entry entry = entries.getFirst();
        entry.outcome = Outcome.ACCEPTED;
        if (entry.confirmed == null) {
            entry.confirmed = time.elapsed().minus(entry.seenAt);
        }
    }

    synchronized void rejected() {
        entries.getFirst().outcome = Outcome.REJECTED;
    }

    synchronized List<Status.Entry> view() {
        return entries.stream()
                .map(entry -> new Status.Entry(
                        entry.version,
                        entry.seen.toString(),
                        new Status.Phases(entry.settled.toMillis(), millis(entry.signalled), millis(entry.confirmed)),
                        entry.attempts,
                        entry.outcome.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
