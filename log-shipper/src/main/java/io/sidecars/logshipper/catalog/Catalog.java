package io.sidecars.logshipper.catalog;

import static java.util.Objects.requireNonNull;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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

    private final Cursors cursors;
    private final KnownFiles knownFiles;
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

    /// @param startAtEnd outputs that skip the content of the files that are already there
    /// @param maxOpen how many files may be open at a time
    public Catalog(
            Config config,
            Set<String> startAtEnd,
            Cursors cursors,
            KnownFiles knownFiles,
            Losses losses,
            LongSupplier nanoTime,
            int maxOpen) {
        this.discovery = discovery(config);
        this.hold = new HoldLimit(config.hold(), nanoTime.getAsLong());
        this.startAtEnd = startAtEnd;
        this.cursors = cursors;
        this.knownFiles = knownFiles;
        this.losses = losses;
        this.nanoTime = nanoTime;
        this.quietSince = nanoTime.getAsLong();
        this.grewAt = quietSince - LIVELY_FOR.toNanos();
        this.unidentified = new UnidentifiedFiles(knownFiles);
        this.openFiles = new OpenFileLimit(unidentified, identified, cursors, maxOpen);
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

    /// From now on each step looks at every name and every file, however quiet it is. A drain needs that,
    /// because it has no time for a later look.
    public void lookAtEverything() {
        everything = true;
    }

    /// Takes over the inputs and limits of another configuration. Cursors stay. To be called between two steps.
    ///
    /// @param atEnd new outputs that skip the content of the files that are already there
    public void reload(Config config, Set<String> atEnd) {
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
        openFiles.newStep();
        boolean allOpen = discover(now);
        openFiles.newTurns();
        boolean changed = look(now);
        Discovery.Found found = requireNonNull(lastFound);
        changed |= unidentified.forgetUseless(found);
        changed |= identify(found, allOpen, now);
        changed |= giveUp(now);
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
        unreadableFiles = unidentified.unreadable();
        refusedFiles = found.refused().size();
        heldBytes = hold.bytes();
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

    /// How long no file has appeared or grown; since the start if there was never one with content.
    public Duration quietFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - quietSince);
    }

    /// The input that a path belongs to, null if there is none.
    public @Nullable Input inputOf(Path path) {
        return discovery.inputOf(path);
    }

    private Discovery discovery(Config config) {
        Predicate<FileKey> known = key -> file(key) != null || knownFiles.isKnown(key);
        // File systems use the real time, also in a test that sets the clock.
        return new Discovery(config.inputs(), config.ownPaths(), known, InstantSource.system(), System::nanoTime);
    }

    /// Opens the files that are new. There are none if the scan found the same as before and nothing has changed.
    ///
    /// @return whether every file that was found is open, or rests
    private boolean discover(long now) {
        Discovery.Found found = discovery.find(everything);
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
        return open(found.files().values());
    }

    @SuppressWarnings("ReferenceEquality") // the same object says that nothing has changed
    private boolean isSame(Discovery.Found found) {
        return found == lastFound;
    }

    private boolean open(Collection<Candidate> candidates) {
        boolean all = true;
        for (Candidate candidate : candidates) {
            OpenFile file = file(candidate.key());
            if (file != null) {
                file.found(candidate);
            } else {
                all &= openFiles.makeRoom() && unidentified.open(candidate);
            }
        }
        return all;
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
            log.atInfo()
                    .addKeyValue("path", generation.path())
                    .addKeyValue("size", generation.size())
                    .log("file truncated or overwritten");
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
            log.atInfo().addKeyValue("path", generation.path()).log("deleted file closed");
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
