package io.sidecars.logshipper.catalog;

import static java.util.Objects.requireNonNull;

import io.sidecars.logshipper.catalog.ClosedFiles.Closed;
import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds files, tells which generation each one is, and keeps them open. A step goes discover → open → look →
/// identify → save → publish. Pipelines read the published generations; all that they own is their cursors.
public final class Catalog {
    private static final Logger log = LoggerFactory.getLogger(Catalog.class);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration LIVELY_FOR = Duration.ofSeconds(1);
    private static final Duration LIVELY_POLL = Duration.ofMillis(20);

    private static final Duration QUIET_BEFORE_CLOSING = Duration.ofSeconds(5);
    private static final Duration BETWEEN_CLOSINGS = Duration.ofMillis(100);
    /// How many times as many files are found as are followed, so that directories are listed less often.
    private static final int FOUND_AHEAD = 4;

    private final Cursors cursors;
    private final KnownFiles knownFiles;
    private final ClosedFiles closed;
    private final FileLog fileLog;
    private final Losses losses;
    private final LongSupplier nanoTime;
    private final OpenFileLimit openFiles;
    private final UnidentifiedFiles unidentified;
    private final IdentifiedFiles identified = new IdentifiedFiles();
    private final List<Generation> ended = new ArrayList<>();
    private volatile Discovery discovery;
    private Discovery.@Nullable Found lastFound;
    /// Whether every file is open and the last step changed nothing.
    private boolean calm;
    /// When some file was last seen to have grown.
    private long grewAt;
    /// When something was last logged, or when this began if nothing ever was.
    private volatile long quietSince;
    private HoldLimit hold;
    private Set<String> startAtEnd;
    private boolean everything;
    private volatile List<Generation> published = List.of();
    private long sightings;
    private volatile long seen;
    private volatile long heldBytes;
    private volatile int unreadableFiles;
    private volatile int refusedFiles;
    private volatile int waitingFiles;
    private volatile int most;
    private boolean told;
    private boolean toldFull;
    private boolean cannotClose;
    private long closedAt;
    /// Closed files. A pipeline may ask for their cursors until it has seen the list without them.
    private final List<GenerationId> forgotten = new ArrayList<>();
    /// What the first scan has left out, by [#identity], if some outputs skip it.
    private final Set<Long> olderLeftOut = new HashSet<>();
    private boolean scanned;

    /// @param startAtEnd outputs that skip the content of the files that are already there
    /// @param maxOpen how many files may be open at a time
    public Catalog(
            Config config,
            Set<String> startAtEnd,
            Cursors cursors,
            KnownFiles knownFiles,
            ClosedFiles closed,
            Losses losses,
            LongSupplier nanoTime,
            int maxOpen) {
        this.closed = closed;
        closed.outputs(outputs(config), startAtEnd);
        this.fileLog = new FileLog(nanoTime);
        this.most = config.maxConcurrentFiles();
        this.hold = new HoldLimit(config.hold(), nanoTime.getAsLong());
        this.startAtEnd = startAtEnd;
        this.cursors = cursors;
        this.knownFiles = knownFiles;
        this.losses = losses;
        this.nanoTime = nanoTime;
        this.quietSince = nanoTime.getAsLong();
        this.grewAt = quietSince - LIVELY_FOR.toNanos();
        this.closedAt = quietSince - BETWEEN_CLOSINGS.toNanos();
        this.unidentified = new UnidentifiedFiles(knownFiles, fileLog);
        this.openFiles = new OpenFileLimit(unidentified, identified, cursors, maxOpen);
        this.discovery = discovery(config);
    }

    /// The files that have bytes, and those that have ended but were not settled by every output yet. It is
    /// another list whenever one of them has changed its state.
    public List<Generation> generations() {
        return published;
    }

    /// A number that grows whenever a step has seen something that a pipeline may want to read.
    public long seen() {
        return seen;
    }

    /// Bytes of deleted files that are held open for outputs that lag. They still occupy the disk.
    public long heldBytes() {
        return heldBytes;
    }

    /// Files that match but cannot be read: permission denied, or not text.
    public int unreadableFiles() {
        return unreadableFiles;
    }

    /// Names that match but are not read: links that lead out, and what is no regular file.
    public int refusedFiles() {
        return refusedFiles;
    }

    /// Files that match and wait until others are closed.
    public int waitingFiles() {
        return waitingFiles;
    }

    /// From now on each step looks at every name and every file, however quiet it is. A drain needs that,
    /// because it has no time for a later look.
    public void lookAtEverything() {
        everything = true;
    }

    /// Takes over the inputs and limits of another configuration. Cursors stay. To be called between two steps.
    ///
    /// @param atEnd new outputs that skip the content of the files that are already there
    public void reload(Config config, Set<String> atEnd) {
        most = config.maxConcurrentFiles();
        closed.outputs(outputs(config), atEnd);
        discovery = discovery(config);
        hold = new HoldLimit(config.hold(), nanoTime.getAsLong());
        identified.all().forEach(generation -> startAtEnd(generation, atEnd));
    }

    /// One scan. A new generation is saved before it is published: its id is part of the ids of its records, so a
    /// crash must not forget the id once a record was sent.
    ///
    /// @return whether the pipelines may have something to do
    public boolean step() {
        long now = nanoTime.getAsLong();
        forgotten.forEach(cursors::forget);
        forgotten.clear();
        openFiles.newStep();
        boolean allOpen = discover(now);
        openFiles.newTurns();
        boolean changed = look(now);
        Discovery.Found found = requireNonNull(lastFound);
        changed |= unidentified.forgetUseless(found);
        changed |= identify(found, allOpen, now);
        changed |= giveUp(now);
        changed |= closeForOthers(found, now);
        changed |= ended.removeIf(this::settled);
        calm = allOpen && !changed;
        boolean grew = changed || grewAt == now;
        knownFiles.save(this::present, grew, changed);
        if (changed) {
            List<Generation> all = new ArrayList<>(ended);
            all.addAll(identified.all());
            published = List.copyOf(all);
        }
        if (grew) {
            seen = ++sightings;
        }
        unreadableFiles = unidentified.unreadable() + closed.unreadable();
        refusedFiles = found.refused().size();
        heldBytes = hold.bytes();
        fileLog.summarize();
        return grew;
    }

    /// How long the next step can wait. Files that have just grown are looked at more often.
    public Duration idle(Duration pollInterval) {
        long now = nanoTime.getAsLong();
        boolean lively = openFiles.isWaitedFor() || now - grewAt < LIVELY_FOR.toNanos();
        return lively && LIVELY_POLL.compareTo(pollInterval) < 0 ? LIVELY_POLL : pollInterval;
    }

    /// Makes the present cursors durable now, even if the next save is not due.
    public void save() {
        knownFiles.save(this::present, true, true);
    }

    /// How long no file has appeared or grown; since the start if there was never one with content. Zero while a file
    /// waits.
    public Duration quietFor() {
        return waitingFiles > 0 ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - quietSince);
    }

    /// The input that a path belongs to, null if there is none.
    public @Nullable Input inputOf(Path path) {
        return discovery.inputOf(path);
    }

    private static List<String> outputs(Config config) {
        return config.outputs().stream().map(Output::name).toList();
    }

    private Discovery discovery(Config config) {
        // File systems use the real time, also in a test that sets the clock.
        return new Discovery(
                config.inputs(),
                config.ownPaths(),
                new Following(),
                most * FOUND_AHEAD,
                fileLog,
                InstantSource.system(),
                System::nanoTime);
    }

    private final class Following implements Followed {
        @Override
        public boolean isFollowed(FileKey file) {
            return file(file) != null || knownFiles.isKnown(file);
        }

        @Override
        public boolean isClosed(Stat stat) {
            return closed.isUnchanged(stat);
        }

        @Override
        public boolean isKnown(FileKey file) {
            return isFollowed(file) || closed.isKnown(file);
        }

        @Override
        public boolean hasRoom() {
            return room() > 0;
        }

        @Override
        public void leftOut(Candidate file) {
            if (!scanned && !startAtEnd.isEmpty() && file.size() > 0 && olderLeftOut.size() < ClosedFiles.MOST) {
                olderLeftOut.add(identity(file));
            }
        }
    }

    /// A file that has not changed since.
    private static long identity(Candidate file) {
        return Objects.hash(file.key(), file.modified())
                + ((long) Objects.hash(file.size(), file.key().inode()) << 32);
    }

    private int room() {
        return most - unidentified.size() - identified.size();
    }

    /// Opens the files that are new. There are none if the scan found the same as before and nothing has changed.
    ///
    /// @return whether every file that was found is open, or rests
    private boolean discover(long now) {
        Discovery.Found found = discovery.find(everything);
        scanned = true;
        closed.scanned(found.complete());
        if (calm && isSame(found)) {
            return true;
        }
        lastFound = found;
        unidentified.scanned(found);
        // Before files are opened, because only a file with a name may be closed to make room.
        for (Generation generation : identified.all()) {
            OpenFile file = generation.file();
            generation.found(!found.isMissing(file.key(), file.path()), now);
        }
        return open(found);
    }

    @SuppressWarnings("ReferenceEquality") // the same object says that nothing has changed
    private boolean isSame(Discovery.Found found) {
        return found == lastFound;
    }

    /// Files of an earlier run are opened in any case, others as long as there is room.
    private boolean open(Discovery.Found found) {
        boolean all = true;
        List<Candidate> others = new ArrayList<>();
        for (Candidate candidate : found.files().values()) {
            OpenFile file = file(candidate.key());
            if (file != null) {
                found(file, candidate);
            } else if (knownFiles.isKnown(candidate.key())) {
                all &= open(candidate);
            } else {
                others.add(candidate);
            }
        }
        int room = Math.max(0, room());
        if (others.size() > room) {
            others.sort(Discovery.IN_TURN);
        }
        List<Candidate> inTurn = others.subList(0, Math.min(room, others.size()));
        waitingFiles = found.leftOut() + others.size() - inTurn.size();
        if (waitingFiles > 0 && !told) {
            told = true;
            log.atWarn()
                    .addKeyValue("files", waitingFiles + most)
                    .addKeyValue("limit", most)
                    .log("more files than maxConcurrentFiles: they take turns, the oldest first");
        }
        for (Candidate candidate : inTurn) {
            all &= open(candidate);
        }
        return all;
    }

    private void found(OpenFile file, Candidate now) {
        if (!file.path().equals(now.path())) {
            fileLog.atInfo("file renamed")
                    .addKeyValue("from", file.path())
                    .addKeyValue("to", now.path())
                    .log();
        }
        file.found(now);
    }

    private boolean open(Candidate candidate) {
        if (!openFiles.makeRoom() || !unidentified.open(candidate)) {
            return false;
        }
        KnownFile known = closed.take(candidate.key(), candidate.path());
        if (known != null) {
            knownFiles.add(known);
        }
        if (olderLeftOut.remove(identity(candidate))) {
            unidentified.isOlder(candidate.key());
        }
        return true;
    }

    private @Nullable OpenFile file(FileKey key) {
        Generation generation = identified.get(key);
        return generation == null ? unidentified.get(key) : generation.file();
    }

    private boolean look(long now) {
        boolean changed = false;
        for (Generation generation : published) {
            try {
                changed |= generation.ended() == null && look(generation, now);
            } catch (IOException e) {
                generation.file().cannotRead(e);
            }
        }
        return changed;
    }

    /// Looks at one file, which may rest.
    ///
    /// @return whether the file has changed its state. Growth alone changes none
    private boolean look(Generation generation, long now) throws IOException {
        if (!generation.file().isResting()) {
            return look(generation, everything, now);
        }
        if (!generation.isFound()) {
            end(generation, Reason.MISSING); // without a name it cannot be opened again
            return true;
        }
        if (!shouldWake(generation, now) || !openFiles.makeRoom()) {
            return false;
        }
        openFiles.wake(generation);
        boolean _ = look(generation, true, now);
        return true;
    }

    /// A file that rests is opened again if it has grown or a pipeline wants to read it.
    private boolean shouldWake(Generation generation, long now) throws IOException {
        boolean isDue = everything || generation.isDue(now, longestQuiet());
        return generation.file().isWanted() || (isDue && generation.hasChangedSize(now));
    }

    /// Looks at an open file. A scan can miss a file that is being renamed. So a file is taken for deleted only when
    /// no scan has found it for a while and it has not grown. It is closed when every output has acknowledged it to
    /// its end.
    private boolean look(Generation generation, boolean thoroughly, long now) throws IOException {
        if (!isIntact(generation, thoroughly || generation.isDeletedAndQuiet(QUIET, now), now)) {
            fileLog.atInfo("file truncated or overwritten")
                    .addKeyValue("path", generation.path())
                    .addKeyValue("size", generation.size())
                    .log();
            end(generation, Reason.TRUNCATED);
            unidentified.add(generation.file());
            return true;
        }
        if (generation.grewAt() == now) {
            grewAt = now;
            quietSince = now;
        }
        boolean abandoned = generation.isDeletedAndQuiet(QUIET, now); // only now: it may just have grown
        boolean changed = abandoned != generation.isAbandoned();
        generation.abandoned(abandoned);
        if (abandoned && cursors.settledByAll(generation.id(), generation.size())) {
            fileLog.atInfo("deleted file closed")
                    .addKeyValue("path", generation.path())
                    .log();
            identified.remove(generation);
            cursors.forget(generation.id());
            generation.file().close();
            return true;
        }
        return changed;
    }

    /// Whether the file still holds the bytes of its generation, as far as it was time to look.
    private boolean isIntact(Generation generation, boolean thoroughly, long now) throws IOException {
        boolean isDue = thoroughly || generation.isDue(now, longestQuiet());
        return !isDue || generation.refresh(now, thoroughly);
    }

    /// Nanoseconds between two looks at a quiet file: one second, or longer if that would be more than 500 looks
    /// per second, but at most five seconds.
    private long longestQuiet() {
        return Math.clamp(identified.size() * 2_000_000L, 1_000_000_000L, 5_000_000_000L);
    }

    private void end(Generation generation, Reason reason) {
        generation.end(reason);
        identified.remove(generation);
        openFiles.gone(generation.file());
        ended.add(generation);
        losses.unknown(reason, generation.path().toString());
    }

    private boolean settled(Generation generation) {
        if (!cursors.settledByAll(generation.id(), generation.size())) {
            return false;
        }
        cursors.forget(generation.id());
        return true;
    }

    private boolean identify(Discovery.Found found, boolean allOpen, long now) {
        List<Generation> files = unidentified.identify(found, allOpen, now);
        for (Generation generation : files) {
            quietSince = now;
            FileKey key = generation.file().key();
            identified.add(generation);
            if (unidentified.takeOlder(key)) {
                startAtEnd(generation, startAtEnd);
            }
        }
        return !files.isEmpty();
    }

    private void startAtEnd(Generation generation, Set<String> outputs) {
        for (String output : outputs) {
            if (cursors.get(generation.id(), output).equals(Cursor.START)) {
                try {
                    cursors.acknowledge(generation.id(), output, generation.lastLineEnd());
                } catch (IOException e) {
                    generation.file().cannotRead(e);
                }
            }
        }
    }

    private boolean giveUp(long now) {
        List<Generation> exceeding = hold.exceeding(identified.all(), !openFiles.hasFailed(), now);
        for (Generation generation : exceeding) {
            log.atWarn()
                    .addKeyValue("path", generation.path())
                    .addKeyValue("size", generation.size())
                    .log("deleted file given up at the hold limit");
            end(generation, Reason.HOLD);
            generation.file().close();
        }
        return !exceeding.isEmpty();
    }

    /// Closes files of which nothing is left to send, as long as others wait.
    private boolean closeForOthers(Discovery.Found found, long now) {
        if (waitingFiles == 0 || now - closedAt < BETWEEN_CLOSINGS.toNanos()) {
            return false;
        }
        closedAt = now;
        if (closed.isFull()) {
            if (!toldFull) {
                log.atError()
                        .addKeyValue("files", closed.size())
                        .log("too many delivered files in the directories: others wait until some of them are deleted");
            }
            toldFull = true;
            return false;
        }
        List<Closed> closing = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        List<Generation> generations = new ArrayList<>();
        for (Generation generation : identified.all()) {
            Closed last = closing.size() < waitingFiles ? nothingLeft(generation, now) : null;
            if (last != null) {
                closing.add(last);
                paths.add(generation.path());
                generations.add(generation);
            }
        }
        List<OpenFile> useless = new ArrayList<>();
        for (OpenFile file : unidentified.useless()) {
            Stat stat = look(file.path(), file.key(), found);
            if (stat != null && isQuiet(stat) && (file.isRefused() || stat.size() == 0)) {
                closing.add(new Closed(stat, null, Position.START, file.isRefused()));
                paths.add(file.path());
                useless.add(file);
            }
        }
        List<Path> unreadable = new ArrayList<>();
        for (Candidate candidate : found.files().values()) {
            if (file(candidate.key()) == null && unidentified.isUnreadable(candidate.path())) {
                Stat stat = look(candidate.path(), candidate.key(), found);
                if (stat != null) {
                    closing.add(new Closed(stat, null, Position.START, true));
                    paths.add(candidate.path());
                    unreadable.add(candidate.path());
                }
            }
        }
        if (closing.isEmpty() || !remember(closing)) {
            return false;
        }
        for (Generation generation : generations) {
            identified.remove(generation);
            openFiles.gone(generation.file());
            generation.file().close();
            forgotten.add(generation.id());
        }
        useless.forEach(unidentified::letGo);
        unreadable.forEach(unidentified::letGoOf);
        discovery.closed(paths);
        return true;
    }

    private boolean remember(List<Closed> closing) {
        try {
            closed.add(closing);
            cannotClose = false;
            return true;
        } catch (IOException e) {
            if (!cannotClose) {
                log.atError().addKeyValue("problem", e).log("list of closed files not written, retrying");
            }
            cannotClose = true;
            return false;
        }
    }

    private static @Nullable Stat look(Path path, FileKey key, Discovery.Found found) {
        Candidate candidate = found.files().get(key);
        try {
            Stat stat = candidate == null ? null : candidate.root().look(path);
            return stat != null && stat.key().equals(key) ? stat : null;
        } catch (IOException _) {
            return null;
        }
    }

    /// What is to be remembered of a file that has a name, has not grown for a while, and of which every output has
    /// sent all records. A last line without an end is left for the day when it gets one.
    private @Nullable Closed nothingLeft(Generation generation, long now) {
        Position position = cursors.common(generation.id());
        boolean quiet = now - generation.grewAt() >= QUIET.toNanos();
        boolean all = position != null && position.offset() == generation.size();
        if (position == null || !generation.isFound() || !(all || quiet)) {
            return null;
        }
        try {
            OpenFile file = generation.file();
            Stat stat = file.look(); // before the bytes are compared: a change after this is seen later
            if (stat == null || stat.size() != generation.size() || !(quiet || isQuiet(stat))) {
                return null;
            }
            boolean same = file.isResting() || generation.refresh(now, true);
            boolean done = all || (!file.isResting() && !generation.mayHaveLineEnd(position.offset()));
            return same && done && generation.size() == stat.size()
                    ? new Closed(stat, generation, position, false)
                    : null;
        } catch (IOException _) {
            return null; // the next look says what has become of it
        }
    }

    private static boolean isQuiet(Stat stat) {
        Instant since = InstantSource.system().instant().minus(QUIET_BEFORE_CLOSING);
        return stat.modified().toInstant().isBefore(since);
    }

    private List<KnownFile> present() {
        List<KnownFile> files = new ArrayList<>();
        ended.forEach(generation -> files.add(known(generation)));
        identified.all().forEach(generation -> files.add(known(generation)));
        return files;
    }

    private KnownFile known(Generation generation) {
        return new KnownFile(
                generation.id(),
                generation.path().toString(),
                generation.file().key().inode(),
                generation.size(),
                generation.prefix(),
                generation.guard(),
                generation.ended() != null,
                null,
                cursors.of(generation.id()));
    }
}
