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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns discovery, identity and open descriptors: discover → open → look → identify → remember → publish. Outputs
/// own only their cursors.
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
    private final Map<FileKey, Generation> identified = new LinkedHashMap<>();
    private final List<Generation> ended = new ArrayList<>();
    private volatile Discovery discovery;
    private Discovery.@Nullable Found lastFound;
    /// Every file is open, and the last step changed nothing.
    private boolean calm;
    /// When some file was last seen to have grown.
    private long grewAt;
    private HoldLimit hold;
    private Set<String> startAtEnd;
    private boolean everything;
    private volatile List<Generation> published = List.of();
    private long sightings;
    private volatile long seen;
    private volatile long heldBytes;
    private volatile int unreadableFiles;

    /// @param startAtEnd outputs for which the files that are here already start at their end
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
        this.grewAt = nanoTime.getAsLong() - LIVELY_FOR.toNanos();
        this.unidentified = new UnidentifiedFiles(knownFiles);
        this.openFiles = new OpenFileLimit(unidentified, identified, cursors, maxOpen);
    }

    /// The files that have bytes, in the order in which they were found, and those whose end some output has not
    /// noticed yet. Another list whenever one of them changes its state.
    public List<Generation> generations() {
        return published;
    }

    /// Another number whenever a step has seen something that a pipeline may want to read.
    public long seen() {
        return seen;
    }

    /// Bytes of files that nobody finds any more, held open for outputs that lag. They still fill the disk.
    public long heldBytes() {
        return heldBytes;
    }

    /// Files that match but cannot be read: no permission, or no lines of text.
    public int unreadableFiles() {
        return unreadableFiles;
    }

    /// From now on each step looks at every name and every file, however quiet it is: for whoever cannot wait.
    public void lookAtEverything() {
        everything = true;
    }

    /// Other rules for the same files: cursors stay. To be called between two steps.
    ///
    /// @param atEnd new outputs for which the files that are here already start at their end
    public void reload(Config config, Set<String> atEnd) {
        discovery = discovery(config);
        hold = new HoldLimit(config.hold(), nanoTime.getAsLong());
        identified.values().forEach(generation -> startAtEnd(generation, atEnd));
    }

    /// One scan. A new generation is durable before anybody sees it, so that its records keep their ids.
    ///
    /// @return whether there is something to do for pipelines
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
            all.addAll(identified.values());
            published = List.copyOf(all);
        }
        if (grew) {
            seen = ++sightings;
        }
        unreadableFiles = unidentified.unreadable();
        heldBytes = hold.bytes();
        return grew;
    }

    /// How long the next step can wait: files that were written to just now are looked at more often.
    public Duration idle(Duration pollInterval) {
        long now = nanoTime.getAsLong();
        boolean lively = openFiles.isWaitedFor() || now - grewAt < LIVELY_FOR.toNanos();
        return lively && LIVELY_POLL.compareTo(pollInterval) < 0 ? LIVELY_POLL : pollInterval;
    }

    /// Makes the present cursors durable, whether or not it is time.
    public void save() {
        knownFiles.save(this::present, true, true);
    }

    /// How long no file has grown; nothing while none was found.
    public Duration quietFor() {
        long now = nanoTime.getAsLong();
        return published.stream()
                .map(file -> Duration.ofNanos(now - file.grewAt()))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /// Which input a path belongs to, null if to none.
    public @Nullable Input inputOf(Path path) {
        return discovery.inputOf(path);
    }

    private Discovery discovery(Config config) {
        Predicate<FileKey> known = key -> file(key) != null || knownFiles.isKnown(key);
        // File systems have the real time, whatever ours is.
        return new Discovery(config.inputs(), config.ownPaths(), known, InstantSource.system(), System::nanoTime);
    }

    /// Takes up what there is. Where that is what there was, and nothing changed, there is nothing to take up.
    ///
    /// @return whether every file that is there is open, or was and rests
    private boolean discover(long now) {
        Discovery.Found found = discovery.find(everything);
        if (calm && isSame(found)) {
            return true;
        }
        lastFound = found;
        unidentified.scanned(found);
        // Before anything is opened: only what has a name may rest to make room.
        for (Generation generation : identified.values()) {
            OpenFile file = generation.file();
            generation.found(!found.isMissing(file.key(), file.path()), now);
        }
        return open(found.files().values());
    }

    @SuppressWarnings("ReferenceEquality") // the very same says that nothing changed
    private boolean isSame(Discovery.Found found) {
        return found == lastFound;
    }

    private boolean open(Collection<Candidate> candidates) {
        boolean all = true;
        for (Candidate candidate : candidates) {
            OpenFile file = file(candidate.key());
            if (file != null) {
                file.found(candidate.path(), candidate.input());
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

    /// A file that one scan misses may only be changing its name: it is given up when nobody has found it and it
    /// has not grown for a while, and let go when every output has acknowledged it to its end.
    private boolean look(Generation generation, long now) throws IOException {
        OpenFile file = generation.file();
        boolean woken = false;
        if (file.isResting()) {
            woken = wake(generation, now);
            if (!woken) {
                return generation.ended() != null;
            }
        }
        boolean abandoned = generation.isForsaken(QUIET, now);
        boolean thoroughly = woken || everything || abandoned;
        if ((thoroughly || generation.isDue(now, longestQuiet())) && !generation.refresh(now, thoroughly)) {
            log.atInfo()
                    .addKeyValue("path", file.path())
                    .addKeyValue("size", generation.size())
                    .log("truncated or overwritten");
            end(generation, Reason.TRUNCATED);
            unidentified.add(file);
            return true;
        }
        if (generation.grewAt() == now) {
            grewAt = now;
        }
        abandoned = generation.isForsaken(QUIET, now); // it may have grown
        boolean changed = woken || abandoned != generation.isAbandoned();
        generation.abandoned(abandoned);
        if (abandoned && cursors.settledByAll(generation.id(), generation.size())) {
            log.atInfo().addKeyValue("path", file.path()).log("closed");
            identified.remove(file.key());
            cursors.forget(generation.id());
            file.close();
            return true;
        }
        return changed;
    }

    /// Nanoseconds between two looks at a quiet file: a second, but no more than 500 looks a second, and no less
    /// than one each five seconds.
    private long longestQuiet() {
        return Math.clamp(identified.size() * 2_000_000L, 1_000_000_000L, 5_000_000_000L);
    }

    /// Opens a resting file again if it has grown or somebody wants to read it.
    private boolean wake(Generation generation, long now) throws IOException {
        OpenFile file = generation.file();
        if (!generation.isFound()) {
            end(generation, Reason.MISSING);
            return false;
        }
        boolean due = file.isWanted()
                || ((everything || generation.isDue(now, longestQuiet())) && generation.hasChangedSize(now));
        if (!due || !openFiles.makeRoom()) {
            return false;
        }
        openFiles.wake(generation);
        return true;
    }

    private void end(Generation generation, Reason reason) {
        generation.end(reason);
        identified.remove(generation.file().key());
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
            FileKey key = generation.file().key();
            identified.put(key, generation);
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
        List<Generation> exceeding = hold.exceeding(identified.values(), !openFiles.hasFailed(), now);
        for (Generation generation : exceeding) {
            log.atWarn()
                    .addKeyValue("path", generation.path())
                    .addKeyValue("size", generation.size())
                    .log("deleted file is held no longer");
            end(generation, Reason.HOLD);
            generation.file().close();
        }
        return !exceeding.isEmpty();
    }

    private List<KnownFile> present() {
        List<KnownFile> files = new ArrayList<>();
        ended.forEach(generation -> files.add(known(generation)));
        identified.values().forEach(generation -> files.add(known(generation)));
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
