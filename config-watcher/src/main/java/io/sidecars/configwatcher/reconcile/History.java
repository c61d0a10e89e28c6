package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.signal.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The last versions that settled, and what became of each. [#view] may be called from any thread.
final class History {
    static final int MOST = 20;
    private static final int MOST_NAMES = 100;

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
        /// A version that is tried again can have the same outcome twice; it counts once.
        final Set<VersionOutcome> counted = EnumSet.noneOf(VersionOutcome.class);

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
    /// @param outcomes receives each outcome of a version once
    History(Time time, Consumer<Duration> firstSignal, Consumer<VersionOutcome> outcomes) {
        this.time = time;
        this.firstSignal = firstSignal;
        this.outcomes = outcomes;
    }

    synchronized void settled(Change change, Duration seenAt) {
        Duration took = time.elapsed().minus(seenAt);
        entries.addFirst(new Entry(shortened(change), time.wall().minus(took), seenAt, took));
        if (entries.size() > MOST) {
            entries.removeLast();
        }
    }

    /// Twenty versions of ten thousand files would not fit into memory.
    private static Change shortened(Change change) {
        return new Change(
                change.version(),
                change.previous(),
                shortened(change.added()),
                shortened(change.changed()),
                shortened(change.removed()));
    }

    private static List<String> shortened(List<String> names) {
        return names.size() <= MOST_NAMES
                ? names
                : Stream.concat(
                                names.stream().limit(MOST_NAMES),
                                Stream.of("… and " + (names.size() - MOST_NAMES) + " more"))
                        .toList();
    }

    /// Only the first time counts; a version can be validated and published again days later. One that was invalid
    /// is pending again.
    synchronized void validated(String version) {
        find(version).ifPresent(entry -> {
            if (entry.validated == null) {
                entry.validated = since(entry);
            }
            if (entry.outcome == VersionOutcome.INVALID) {
                entry.outcome = VersionOutcome.PENDING;
                entry.reason = null;
            }
        });
    }

    /// The apps shall run this version, so they are not told any earlier one.
    synchronized void rolledOut(String version) {
        find(version)
                .ifPresent(entry -> entries.stream()
                        .dropWhile(each -> each != entry)
                        .skip(1)
                        .filter(earlier -> earlier.outcome == VersionOutcome.PENDING)
                        .forEach(earlier -> become(earlier, VersionOutcome.SUPERSEDED)));
    }

    synchronized void published(String version) {
        find(version).filter(entry -> entry.published == null).ifPresent(entry -> entry.published = since(entry));
    }

    /// Only the first signal of a new version has a delay; a version can be told again days later.
    synchronized void signalled(String version) {
        find(version).ifPresent(entry -> {
            entry.attempts++;
            if (entry.signalled == null && entry.outcome == VersionOutcome.PENDING) {
                entry.signalled = since(entry);
                if (entry.counted.isEmpty()) { // else it was invalid in between
                    firstSignal.accept(entry.signalled);
                }
            }
        });
    }

    /// Every target runs this version: the newest one, or an older one if the newest is invalid or was rejected.
    synchronized void accepted(String version) {
        done(version, VersionOutcome.ACCEPTED);
    }

    /// As [#accepted], but at least one target has nothing that confirms the version.
    synchronized void told(String version) {
        done(version, VersionOutcome.TOLD);
    }

    private void done(String version, VersionOutcome outcome) {
        entries.stream()
                .takeWhile(newer -> !newer.change.version().equals(version))
                .filter(newer -> newer.outcome == VersionOutcome.REJECTED)
                .forEach(newer -> become(newer, VersionOutcome.ROLLED_BACK));
        find(version).ifPresent(entry -> {
            become(entry, outcome);
            if (entry.confirmed == null && outcome == VersionOutcome.ACCEPTED) {
                entry.confirmed = since(entry);
            }
        });
    }

    synchronized void rejected(String version, String reason) {
        end(version, VersionOutcome.REJECTED, reason);
    }

    synchronized void invalid(String version, String reason) {
        end(version, VersionOutcome.INVALID, reason);
    }

    private void end(String version, VersionOutcome outcome, String reason) {
        find(version).ifPresent(entry -> {
            entry.reason = reason;
            become(entry, outcome);
        });
    }

    private void become(Entry entry, VersionOutcome outcome) {
        entry.outcome = outcome;
        if (entry.counted.add(outcome)) {
            outcomes.accept(outcome);
        }
    }

    /// The newest entry of a version; none if it settled before the last restart, or more than [#MOST] versions
    /// ago.
    private Optional<Entry> find(String version) {
        return entries.stream()
                .filter(entry -> entry.change.version().equals(version))
                .findFirst();
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
