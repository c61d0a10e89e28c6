package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Entry.Other;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The names in a directory when it was last listed, and how long that list can be trusted. The directory's
/// times show when a name was added, removed or replaced. They do not show:
///
/// - a second change within the same tick of the file system's clock,
/// - another target of a symbolic link,
/// - changes on a file system with coarse or missing times.
final class Listing {
    private static final long LONGER_THAN_A_TICK = Duration.ofMillis(100).toNanos();
    private static final long LIFETIME = Duration.ofSeconds(10).toNanos();
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final long COST_TO_LIFETIME = 20;

    private @Nullable Stat seen;
    private long seenAt;
    private long listedAt;
    private long scan;
    private Map<Path, Entry> entries = new HashMap<>();
    private List<Path> unknown = List.of();
    private List<Path> subdirectories = List.of();
    private List<Path> linkedDirectories = List.of();
    private List<Path> links = List.of();
    private int leftOut;
    private int candidates;
    private int others;
    private boolean hasClosed;
    private long cost;

    /// Compares the directory with what it was.
    ///
    /// @param now read after the directory was looked at
    /// @return whether it has to be listed again
    boolean isOutdated(Stat stat, long now) {
        if (seen == null || !sameContent(seen, stat)) {
            seen = stat;
            seenAt = now;
            return true;
        }
        return listedAt - seenAt < LONGER_THAN_A_TICK || now - listedAt >= lifetime();
    }

    /// A closed file may have grown, which only another listing shows. Listing takes 5 % of the time at most.
    private long lifetime() {
        return hasClosed ? Math.clamp(COST_TO_LIFETIME * cost, SHORTEST, LIFETIME) : LIFETIME;
    }

    private static boolean sameContent(Stat before, Stat now) {
        return before.key().equals(now.key())
                && before.modified().equals(now.modified())
                && before.changed().equals(now.changed());
    }

    /// Replaces all entries.
    ///
    /// @param newLeftOut how many more files match
    /// @param anyClosed whether there is a closed file
    /// @param duration of listing, in nanoseconds
    /// @return whether they differ from those before
    boolean replace(
            Map<Path, Entry> newEntries,
            List<Path> newLinks,
            int newLeftOut,
            boolean anyClosed,
            long now,
            long duration) {
        listedAt = now;
        links = newLinks;
        hasClosed = anyClosed;
        cost = duration;
        boolean differ = !newEntries.equals(entries) || newLeftOut != leftOut;
        leftOut = newLeftOut;
        if (differ) {
            entries = newEntries;
            summarize();
        }
        return differ;
    }

    /// Files were closed: they are left out as long as they do not change.
    void closed(List<Path> files) {
        hasClosed = true;
        files.forEach(entries::remove);
        summarize();
    }

    /// Replaces one entry.
    ///
    /// @param entry null if the name is to be left out
    /// @return whether it differs from the one before
    boolean replace(Path path, @Nullable Entry entry) {
        if (Objects.equals(entry, entries.get(path))) {
            return false;
        }
        if (entry == null) {
            entries.remove(path);
        } else {
            entries.put(path, entry);
        }
        summarize();
        return true;
    }

    private void summarize() {
        unknown = paths(Other.UNKNOWN);
        subdirectories = paths(Other.SUBDIRECTORY);
        linkedDirectories = paths(Other.LINKED_DIRECTORY);
        candidates = 0;
        int refused = 0;
        for (Entry entry : entries.values()) {
            candidates += entry instanceof Candidate ? 1 : 0;
            refused += entry instanceof Entry.Refused ? 1 : 0;
        }
        others = refused + unknown.size() + links.size();
    }

    private List<Path> paths(Other of) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue() == of)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// How many files it names.
    int candidates() {
        return candidates;
    }

    /// How many links and names it has that are no files to read.
    int others() {
        return others;
    }

    /// How many more files match.
    int leftOut() {
        return leftOut;
    }

    boolean hasCandidate(Predicate<FileKey> which) {
        return entries.values().stream().anyMatch(entry -> entry instanceof Candidate file && which.test(file.key()));
    }

    @Nullable
    Entry entry(Path path) {
        return entries.get(path);
    }

    Map<Path, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /// Names that could not be looked at.
    List<Path> unknown() {
        return unknown;
    }

    List<Path> subdirectories() {
        return subdirectories;
    }

    List<Path> linkedDirectories() {
        return linkedDirectories;
    }

    /// Symbolic links, which are looked at in each scan because the directory does not show where they point.
    List<Path> links() {
        return links;
    }

    void visited(long inScan) {
        scan = inScan;
    }

    boolean wasVisited(long inScan) {
        return scan == inScan;
    }
}
