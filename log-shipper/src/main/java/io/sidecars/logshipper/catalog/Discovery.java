package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Entry.Other;
import io.sidecars.logshipper.catalog.Entry.Refused;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the files that match the inputs. It opens directories, never files, and each through the directory above
/// it, so that a name that becomes a link meanwhile leads nowhere else. An unchanged directory costs one system
/// call, however many files it holds.
///
/// - Every matching file that has a name during a whole scan is found, once, by inode.
/// - Changes that the times of a directory do not show (coarse or missing times, mounts of single files) are found
///   within 10 s.
/// - A directory is visited under four paths at most, whatever links lead to it: first under its own, then under
///   those with the fewest links.
/// - A file that moves from one directory to another during a scan may be missed by that scan.
final class Discovery {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    /// What one scan found.
    ///
    /// @param files in path order, each under the path of the fewest names, the first of several
    /// @param unseen directories and names that could not be read: files that were not found may be there
    /// @param refused names that match but are not read, and why
    record Found(Map<FileKey, Candidate> files, Set<Path> unseen, Map<Path, String> refused) {
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

    /// A link to a directory, and the way to it.
    private record LinkedDirectory(Root root, Path path) {}

    private static final Comparator<Candidate> SHORTEST = Comparator.comparingInt(
                    (Candidate candidate) -> candidate.path().getNameCount())
            .thenComparing(Candidate::path);
    private static final int MOST_PATHS = 4;
    private static final int MOST_DIRECTORIES = 10_000;
    private static final String NOT_REGULAR = "it is not a regular file";
    private static final String OWN = "the link leads to a file of log-shipper's own";

    private final Patterns patterns;
    private final Collection<Root> roots;
    private final Set<Long> kernelDevices = kernelDevices();
    private final OwnPaths own;
    private final Predicate<FileKey> known;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<Path, Listing> listings = new HashMap<>();
    /// How many paths a directory was visited under in this scan.
    private final Map<FileKey, Integer> visits = new HashMap<>();
    private final Deque<LinkedDirectory> linked = new ArrayDeque<>();
    private Found found = new Found(Map.of(), Set.of(), Map.of());
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
        Patterns.Match match = patterns.match(path);
        return match == null ? null : match.input();
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
        visits.clear();
        roots.forEach(this::visitRoot);
        while (!linked.isEmpty()) {
            visitLinked(linked.removeFirst());
        }
        changed |= listings.values().removeIf(listing -> !listing.wasVisited(scan));
        if (changed || !failed.equals(found.unseen())) {
            found = collect();
        }
        return found;
    }

    private Found collect() {
        List<Candidate> candidates = new ArrayList<>();
        Map<Path, String> refused = new TreeMap<>();
        for (Listing listing : listings.values()) {
            listing.entries().forEach((path, entry) -> {
                switch (entry) {
                    case Candidate candidate -> candidates.add(candidate);
                    case Refused(String why) -> refused.put(path, why);
                    case Other _ -> {}
                }
            });
        }
        Map<FileKey, Candidate> shortest = HashMap.newHashMap(candidates.size());
        candidates.forEach(candidate -> shortest.merge(candidate.key(), candidate, BinaryOperator.minBy(SHORTEST)));
        Map<FileKey, Candidate> files = LinkedHashMap.newLinkedHashMap(shortest.size());
        shortest.values().stream()
                .sorted(Comparator.comparing(Candidate::path))
                .forEach(candidate -> files.put(candidate.key(), candidate));
        Found now =
                new Found(Collections.unmodifiableMap(files), Set.copyOf(failed), Collections.unmodifiableMap(refused));
        return now.equals(found) ? found : now;
    }

    private void visitRoot(Root root) {
        try (Walk walk = root.open()) {
            if (!own.hold(root.path()) && !walk.isUnder(own::are)) {
                visit(walk, root.path());
            }
        } catch (IOException e) {
            cannotList(root.path(), e);
        }
    }

    /// A directory that vanishes during the scan has no files. If it was renamed, the next scan finds it.
    private void visitSubdirectory(Walk walk, Path directory) {
        try {
            if (walk.enter(directory.getFileName())) {
                try {
                    if (!own.are(walk.here().key()) && !own.are(directory)) {
                        visit(walk, directory);
                    }
                } finally {
                    walk.leave();
                }
            }
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            cannotList(directory, e);
        }
    }

    private void visitLinked(LinkedDirectory directory) {
        try (Walk walk = directory.root.open(directory.path)) {
            if (visits.getOrDefault(walk.here().key(), 0) < MOST_PATHS && !walk.isUnder(own::are)) {
                visit(walk, directory.path);
            }
        } catch (NoSuchFileException | LeadsOutException _) {
            return; // the next look at the link says what has become of it
        } catch (IOException e) {
            cannotList(directory.path, e);
        }
    }

    private void visit(Walk walk, Path directory) throws IOException {
        Stat stat = walk.here().stat();
        if (stat.kind() != Stat.Kind.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        Listing listing = listings.getOrDefault(directory, new Listing());
        if (listing.wasVisited(scan)) {
            return;
        }
        if (listings.size() >= MOST_DIRECTORIES && !listings.containsKey(directory)) {
            throw new FileSystemException(
                    directory.toString(), null, "there are more than " + MOST_DIRECTORIES + " directories");
        }
        visits.merge(stat.key(), 1, Integer::sum);
        long now = nanoTime.getAsLong();
        if (listing.isOutdated(stat, now) || listAll) {
            changed |= list(walk, directory, listing, now);
        } else {
            for (Path link : listing.links()) {
                changed |= listing.replace(link, look(walk, link, listing.entry(link), new ArrayList<>()));
            }
        }
        failed.addAll(listing.unknown());
        listing.visited(scan);
        listings.put(directory, listing);
        for (Path link : listing.linkedDirectories()) {
            patterns.rootsInto(link).forEach(root -> linked.add(new LinkedDirectory(root, link)));
        }
        listing.subdirectories().forEach(subdirectory -> visitSubdirectory(walk, subdirectory));
    }

    private boolean list(Walk walk, Path directory, Listing listing, long now) throws IOException {
        Map<Path, Entry> entries = new HashMap<>();
        List<Path> links = new ArrayList<>();
        try (DirectoryStream<Path> names = walk.here().list()) {
            for (Path name : names) {
                Path path = directory.resolve(name.getFileName());
                Entry entry = look(walk, path, listing.entry(path), links);
                if (entry != null) {
                    entries.put(path, entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return listing.replace(entries, links, now);
    }

    /// @param before the entry that the name had, which stays the same object if it is still right
    /// @param links where to note the path if it is a symbolic link
    private @Nullable Entry look(Walk walk, Path path, @Nullable Entry before, List<Path> links) {
        Patterns.Match match = patterns.match(path);
        boolean leadsOn = patterns.leadInto(path);
        if (match == null && !leadsOn) {
            return null;
        }
        try {
            Stat stat = walk.here().look(path.getFileName());
            return switch (stat.kind()) {
                case DIRECTORY -> leadsOn && !isKernels(stat, walk) ? Other.SUBDIRECTORY : null;
                case REGULAR ->
                    match == null || own.are(stat.key()) || own.are(path) ? null : candidate(path, stat, match, before);
                case SPECIAL -> match == null ? null : refused(path, NOT_REGULAR, before);
                case LINK -> {
                    links.add(path);
                    yield follow(walk, path, match, before);
                }
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

    /// @param match null if only what is below the link may match
    private @Nullable Entry follow(Walk walk, Path link, Patterns.@Nullable Match match, @Nullable Entry before)
            throws IOException {
        Set<Root> into = patterns.rootsInto(link);
        Set<Root> ways = match == null ? into : new LinkedHashSet<>(List.of(match.root()));
        ways.addAll(into);
        LeadsOutException out = null;
        for (Root root : ways) {
            try (Walk target = root.open(link)) {
                Stat stat = target.here().stat();
                if (target.isUnder(own::are)) {
                    return refused(link, OWN, before);
                }
                return switch (stat.kind()) {
                    case DIRECTORY -> into.isEmpty() || walk.isIn(stat.key()) ? null : Other.LINKED_DIRECTORY;
                    case REGULAR -> match == null ? null : candidate(link, stat, match, before);
                    case LINK, SPECIAL -> match == null ? null : refused(link, NOT_REGULAR, before);
                };
            } catch (LeadsOutException e) {
                out = e;
            }
        }
        if (out == null || (match == null && !out.leadsToDirectory())) {
            return null;
        }
        return refused(link, String.valueOf(out.getMessage()), before);
    }

    private @Nullable Entry candidate(Path path, Stat stat, Patterns.Match match, @Nullable Entry before) {
        if (before instanceof Candidate same && same.key().equals(stat.key())) {
            return same;
        }
        return isIgnored(stat, match.input())
                ? null
                : new Candidate(path, stat.key(), match.input(), match.root(), stat.size(), stat.modified());
    }

    /// Whether a directory is where the kernel shows its own things, such as the environment of this process.
    private boolean isKernels(Stat directory, Walk above) {
        long device = directory.key().device();
        return device != above.here().key().device() && kernelDevices.contains(device);
    }

    private static Set<Long> kernelDevices() {
        Set<Long> devices = new HashSet<>();
        for (String directory : List.of("/proc", "/sys", "/dev")) {
            try {
                devices.add(FileKey.of(Path.of(directory)).device());
            } catch (IOException _) {
                // There is none.
            }
        }
        return devices;
    }

    /// A file that was found before is not ignored when it gets another name.
    private boolean isIgnored(Stat stat, Input input) {
        Duration limit = input.ignoreOlder();
        return limit != null
                && stat.modified().toInstant().isBefore(clock.instant().minus(limit))
                && !found.files().containsKey(stat.key())
                && !known.test(stat.key());
    }

    private static Entry refused(Path path, String why, @Nullable Entry before) {
        Refused refused = new Refused(why);
        if (!refused.equals(before)) {
            log.atWarn().addKeyValue("path", path).addKeyValue("problem", why).log("file refused");
        }
        return refused;
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
