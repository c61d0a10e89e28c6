package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Entry.Other;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the files that match the inputs. It opens directories, never files. An unchanged directory costs one system
/// call, however many files it holds.
///
/// - Every matching file that has a name during a whole scan is found, once, by inode.
/// - Changes that the times of a directory do not show (coarse or missing times, mounts of single files) are found
///   within 10 s.
/// - A file that moves from one directory to another during a scan may be missed by that scan.
final class Discovery {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    /// What one scan found.
    ///
    /// @param files in path order, each under the first of its paths
    /// @param unseen directories and names that could not be read: files that were not found may be there
    record Found(Map<FileKey, Candidate> files, Set<Path> unseen) {
        boolean complete() {
            return unseen.isEmpty();
        }

        /// Whether the file is not there, although the place where it was last seen could be read.
        boolean isMissing(FileKey key, Path lastSeen) {
            return !files.containsKey(key) && covers(lastSeen);
        }

        /// Whether a file of this name would have been found.
        boolean covers(Path path) {
            return unseen.stream().noneMatch(path::startsWith);
        }
    }

    private final Patterns patterns;
    private final Set<Path> roots;
    private final OwnPaths own;
    private final Predicate<FileKey> known;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<Path, Listing> listings = new HashMap<>();
    private final List<FileKey> ancestors = new ArrayList<>();
    private Found found = new Found(Map.of(), Set.of());
    private Set<Path> failed = Set.of();
    private Set<Path> failedBefore = Set.of();
    private long scan;
    private boolean changed;
    private boolean listAll;

    /// Reads nothing before the first scan.
    ///
    /// @param own files and directories of the program itself, which never match
    /// @param known whether a file is found however old it is
    /// @param clock the wall clock, for the age of files
    /// @param nanoTime real monotonic time, to tell whether a listing is younger than a tick of the file system
    Discovery(
            List<Input> inputs,
            Collection<Path> own,
            Predicate<FileKey> known,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.patterns = new Patterns(inputs);
        this.roots = patterns.roots();
        this.own = new OwnPaths(own);
        this.known = known;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// The input that a path belongs to, null if there is none.
    @Nullable
    Input inputOf(Path path) {
        return patterns.input(path);
    }

    /// One scan.
    ///
    /// @param thorough whether to list every directory, whatever its times say
    /// @return the same object as before if nothing has changed
    Found find(boolean thorough) {
        scan++;
        listAll = thorough;
        changed = false;
        failedBefore = failed;
        failed = new HashSet<>();
        if (own.refresh()) {
            listings.clear();
            changed = true;
        }
        roots.forEach(this::visitRoot);
        changed |= listings.values().removeIf(listing -> !listing.wasVisited(scan));
        if (changed || !failed.equals(found.unseen())) {
            found = collect();
        }
        return found;
    }

    private Found collect() {
        List<Candidate> candidates = new ArrayList<>();
        for (Listing listing : listings.values()) {
            for (Entry entry : listing.entries()) {
                if (entry instanceof Candidate candidate) {
                    candidates.add(candidate);
                }
            }
        }
        candidates.sort(Comparator.comparing(Candidate::path));
        Map<FileKey, Candidate> files = LinkedHashMap.newLinkedHashMap(candidates.size());
        candidates.forEach(candidate -> files.putIfAbsent(candidate.key(), candidate));
        Found now = new Found(Collections.unmodifiableMap(files), Set.copyOf(failed));
        return now.equals(found) ? found : now;
    }

    private void visitRoot(Path root) {
        try {
            visit(root);
        } catch (IOException e) {
            cannotList(root, e);
        }
    }

    /// A directory that vanishes during the scan has no files. If it was renamed, the next scan finds it.
    private void visitSubdirectory(Path directory) {
        try {
            visit(directory);
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            cannotList(directory, e);
        }
    }

    private void visit(Path directory) throws IOException {
        Stat stat = Stat.of(directory);
        Listing listing = listings.getOrDefault(directory, new Listing());
        if (ancestors.contains(stat.key()) || listing.wasVisited(scan)) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (listing.isOutdated(stat, now) || listAll) {
            changed |= list(directory, stat, listing, now);
        } else {
            for (Path link : listing.links()) {
                changed |= listing.replace(link, look(link, listing.entry(link), new ArrayList<>()));
            }
        }
        failed.addAll(listing.unknown());
        listing.visited(scan);
        listings.put(directory, listing);
        ancestors.add(stat.key());
        listing.subdirectories().forEach(this::visitSubdirectory);
        ancestors.removeLast();
    }

    private boolean list(Path directory, Stat stat, Listing listing, long now) throws IOException {
        if (stat.kind() != Stat.Kind.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        Map<Path, Entry> entries = new HashMap<>();
        List<Path> links = new ArrayList<>();
        if (!own.hold(directory)) {
            try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
                for (Path path : names) {
                    Entry entry = look(path, listing.entry(path), links);
                    if (entry != null) {
                        entries.put(path, entry);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return listing.replace(entries, links, now);
    }

    /// @param before the entry that the name had, which stays the same object if it is still right
    /// @param links where to note the path if it is a symbolic link
    private @Nullable Entry look(Path path, @Nullable Entry before, List<Path> links) {
        Input input = patterns.input(path);
        if (input == null && !patterns.leadInto(path)) {
            return null;
        }
        try {
            Stat stat = Stat.of(path, LinkOption.NOFOLLOW_LINKS);
            boolean link = stat.kind() == Stat.Kind.LINK;
            if (link) {
                links.add(path);
                stat = Stat.of(path);
            }
            return switch (stat.kind()) {
                case DIRECTORY -> patterns.leadInto(path) ? Other.SUBDIRECTORY : null;
                case REGULAR -> input == null ? null : candidate(path, stat, input, before, link);
                case LINK, SPECIAL -> input == null ? null : refused(path, before);
            };
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            if (before != Other.UNKNOWN) {
                warn("file cannot be looked at", path, e);
            }
            return Other.UNKNOWN;
        }
    }

    private @Nullable Entry candidate(Path path, Stat stat, Input input, @Nullable Entry before, boolean link)
            throws IOException {
        if (before instanceof Candidate same && same.key().equals(stat.key())) {
            return same;
        }
        if (own.are(stat.key()) || (link && own.hold(path)) || isIgnored(stat, input)) {
            return null;
        }
        return new Candidate(path, stat.key(), input, stat.size(), stat.modified());
    }

    /// A file that was found before is not ignored when it gets another name.
    private boolean isIgnored(Stat stat, Input input) {
        Duration limit = input.ignoreOlder();
        return limit != null
                && stat.modified().toInstant().isBefore(clock.instant().minus(limit))
                && !found.files().containsKey(stat.key())
                && !known.test(stat.key());
    }

    private static Entry refused(Path path, @Nullable Entry before) {
        if (before != Other.REFUSED) {
            log.atWarn().addKeyValue("path", path).log("ignoring a match that is not a regular file");
        }
        return Other.REFUSED;
    }

    private void cannotList(Path directory, IOException problem) {
        failed.add(directory);
        if (!failedBefore.contains(directory)) {
            warn("directory cannot be listed", directory, problem);
        }
    }

    private static void warn(String message, Path path, IOException problem) {
        log.atWarn()
                .addKeyValue("path", path)
                .addKeyValue("problem", AccessDenial.explain(path, problem))
                .log(message);
    }
}
