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
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    /// What one scan found.
    ///
    /// @param files in path order, each under the path of the fewest names, the first of several
    /// @param unseen directories and names that could not be read: files that were not found may be there
    /// @param refused names that match but are not read, and why
    /// @param leftOut how many other files match: they wait until those that were found are closed
    record Found(Map<FileKey, Candidate> files, Set<Path> unseen, Map<Path, String> refused, int leftOut) {
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
    /// The order in which files that wait take their turn.
    static final Comparator<Candidate> IN_TURN =
            Comparator.comparing(Candidate::known).reversed().thenComparing(Candidate::modified);

    private static final int MOST_PATHS = 4;
    private static final int MOST_DIRECTORIES = 10_000;
    /// Links, and names that are refused, in all directories together.
    private static final int MOST_OTHERS = 5_000;
    private static final String TOO_MANY = "more than " + MOST_OTHERS + " names are links or are refused";
    private static final String NOT_REGULAR = "it is not a regular file";
    private static final String OWN = "the link leads to a file of log-shipper's own";

    private final Patterns patterns;
    private final Collection<Root> roots;
    private final Set<Long> kernelDevices = kernelDevices();
    private final OwnPaths own;
    private final Followed followed;
    private final int most;
    private final FileLog fileLog;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<Path, Listing> listings = new HashMap<>();
    /// How many paths a directory was visited under in this scan.
    private final Map<FileKey, Integer> visits = new HashMap<>();
    private final Deque<LinkedDirectory> linked = new ArrayDeque<>();
    private Found found = new Found(Map.of(), Set.of(), Map.of(), 0);
    private Set<Path> failed = Set.of();
    private Set<Path> failedBefore = Set.of();
    private long scan;
    private boolean changed;
    private boolean listAll;
    private boolean dropped;
    /// How many closed files were seen.
    private long closed;
    /// How many files all listings name together, and how many links and refused names.
    private int candidates;
    private int others;
    /// Of the directory that is listed now.
    private int subdirectories;

    /// Reads nothing before the first scan.
    ///
    /// @param own files and directories of the program itself, which never match
    /// @param followed what becomes of the files that are found
    /// @param most how many files that are not followed are found at once
    /// @param clock the wall clock, for the age of files
    /// @param nanoTime real monotonic time, to tell whether a listing is younger than a tick of the file system
    Discovery(
            List<Input> inputs,
            Collection<Path> own,
            Followed followed,
            int most,
            FileLog fileLog,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.patterns = new Patterns(inputs);
        this.roots = patterns.roots();
        this.own = new OwnPaths(own);
        this.followed = followed;
        this.most = most;
        this.fileLog = fileLog;
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
        candidates = 0;
        others = 0;
        listings.values().forEach(this::count);
        visits.clear();
        roots.forEach(this::visitRoot);
        while (!linked.isEmpty()) {
            visitLinked(linked.removeFirst());
        }
        changed |= listings.values().removeIf(listing -> !listing.wasVisited(scan));
        if (changed || dropped || !failed.equals(found.unseen())) {
            dropped = false;
            found = collect();
        }
        return found;
    }

    /// Files were closed because others wait. They are found again when they have changed.
    void closed(Collection<Path> files) {
        Map<Path, List<Path>> byDirectory = files.stream().collect(Collectors.groupingBy(Path::getParent));
        byDirectory.forEach((directory, names) -> {
            Listing listing = listings.get(directory);
            if (listing != null) {
                listing.closed(names);
            }
        });
        dropped = true;
    }

    private void count(Listing listing) {
        candidates += listing.candidates();
        others += listing.others();
    }

    private void uncount(Listing listing) {
        candidates -= listing.candidates();
        others -= listing.others();
    }

    private Found collect() {
        List<Candidate> candidates = new ArrayList<>();
        Map<Path, String> refused = new TreeMap<>();
        int leftOut = 0;
        for (Listing listing : listings.values()) {
            leftOut += listing.leftOut();
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
        Found now = new Found(
                Collections.unmodifiableMap(files), Set.copyOf(failed), Collections.unmodifiableMap(refused), leftOut);
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
        if (listing.isOutdated(stat, now) || listAll || isUsedUp(listing)) {
            changed |= list(walk, directory, listing, now);
        } else {
            for (Path link : listing.links()) {
                Entry before = listing.entry(link);
                Entry entry = look(walk, link, before, new ArrayList<>());
                if (entry instanceof Refused(String why) && !entry.equals(before)) {
                    refused(link, why);
                }
                changed |= listing.replace(link, entry);
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

    /// Whether all files that the listing names are followed or closed, so that those left out are next.
    private boolean isUsedUp(Listing listing) {
        return listing.leftOut() > 0 && followed.hasRoom() && !listing.hasCandidate(file -> !followed.isFollowed(file));
    }

    /// Of the files that are not followed yet, those whose turn comes first are kept. The others are looked at again
    /// when those are done.
    private boolean list(Walk walk, Path directory, Listing listing, long now) throws IOException {
        uncount(listing);
        Map<Path, Entry> entries = new HashMap<>();
        List<Path> links = new ArrayList<>();
        PriorityQueue<Candidate> waiting = new PriorityQueue<>(IN_TURN.reversed());
        int room = Math.max(1, most - candidates);
        int othersBefore = others;
        subdirectories = 0;
        int leftOut = 0;
        long closedBefore = closed;
        try (DirectoryStream<Path> names = walk.here().list()) {
            for (Path name : names) {
                Path path = directory.resolve(name.getFileName());
                Entry entry = look(walk, path, listing.entry(path), links);
                if (entry instanceof Candidate file && !followed.isFollowed(file.key())) {
                    waiting.add(file);
                    if (waiting.size() > room) {
                        followed.leftOut(waiting.remove());
                        leftOut++;
                    }
                } else if (entry != null) {
                    keep(directory, path, entry, listing, entries);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        waiting.forEach(file -> entries.put(file.path(), file));
        others = othersBefore;
        boolean differ =
                listing.replace(entries, links, leftOut, closed > closedBefore, now, nanoTime.getAsLong() - now);
        count(listing);
        return differ;
    }

    /// Keeps what is no file as long as there is little of it.
    private void keep(Path directory, Path path, Entry entry, Listing before, Map<Path, Entry> entries) {
        boolean few = entry == Other.SUBDIRECTORY
                ? ++subdirectories <= MOST_DIRECTORIES
                : entry instanceof Candidate || ++others <= MOST_OTHERS;
        Path name = few ? path : directory;
        Entry kept = few || entry == Other.UNKNOWN ? entry : new Refused(TOO_MANY);
        if (!few && entry == Other.SUBDIRECTORY) {
            kept = Other.UNKNOWN;
        }
        if (entries.putIfAbsent(name, kept) == null
                && kept instanceof Refused(String why)
                && !kept.equals(before.entry(name))) {
            refused(name, why);
        }
    }

    private void refused(Path path, String why) {
        fileLog.atWarn("file refused")
                .addKeyValue("path", path)
                .addKeyValue("problem", why)
                .log();
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
                case SPECIAL -> match == null ? null : new Refused(NOT_REGULAR);
                case LINK -> {
                    if (others + links.size() >= MOST_OTHERS) {
                        yield match == null ? null : new Refused(TOO_MANY);
                    }
                    links.add(path);
                    yield follow(walk, path, match, before);
                }
            };
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            if (before != Other.UNKNOWN) {
                fileLog.atWarn("file cannot be looked at")
                        .addKeyValue("path", path)
                        .addKeyValue("problem", AccessDenial.explain(path, e))
                        .log();
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
                    return new Refused(OWN);
                }
                return switch (stat.kind()) {
                    case DIRECTORY -> into.isEmpty() || walk.isIn(stat.key()) ? null : Other.LINKED_DIRECTORY;
                    case REGULAR -> match == null ? null : candidate(link, stat, match, before);
                    case LINK, SPECIAL -> match == null ? null : new Refused(NOT_REGULAR);
                };
            } catch (LeadsOutException e) {
                out = e;
            }
        }
        if (out == null || (match == null && !out.leadsToDirectory())) {
            return null;
        }
        return new Refused(String.valueOf(out.getMessage()));
    }

    private @Nullable Entry candidate(Path path, Stat stat, Patterns.Match match, @Nullable Entry before) {
        if (!followed.isFollowed(stat.key()) && followed.isClosed(stat)) {
            closed++;
            return null;
        }
        if (before instanceof Candidate same && same.key().equals(stat.key())) {
            return same;
        }
        boolean known = followed.isKnown(stat.key());
        return !known && isIgnored(stat, match.input())
                ? null
                : new Candidate(path, stat.key(), match.input(), match.root(), stat.size(), stat.modified(), known);
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
                && !found.files().containsKey(stat.key());
    }

    private void cannotList(Path directory, IOException problem) {
        failed.add(directory);
        if (!failedBefore.contains(directory)) {
            fileLog.atWarn("directory cannot be listed")
                    .addKeyValue("path", directory)
                    .addKeyValue("problem", AccessDenial.explain(directory, problem))
                    .log();
        }
    }
}
