package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of earlier runs until they are found again or forgotten, and the checkpoint in which they are saved.
public final class KnownFiles {
    private static final Logger log = LoggerFactory.getLogger(KnownFiles.class);
    private static final Duration FORGET_AFTER = Duration.ofHours(24);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

    private final CheckpointFile file;
    private final Cursors cursors;
    private final Losses losses;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<GenerationId, KnownFile> notFound = new LinkedHashMap<>();
    private final Map<Long, List<KnownFile>> byInode = new HashMap<>();
    private boolean searched;
    private Checkpoint saved;
    private final List<String> earlierOutputs;
    private volatile long savedAt;
    private long triedAt;
    private boolean failing;
    private boolean dirty = true;
    private long savedChanges;

    /// @param saved what an earlier run has left in the file
    public KnownFiles(
            CheckpointFile file,
            Checkpoint saved,
            Cursors cursors,
            Losses losses,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.file = file;
        this.saved = saved;
        this.cursors = cursors;
        this.losses = losses;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.earlierOutputs = saved.outputs();
        this.savedAt = nanoTime.getAsLong();
        this.triedAt = savedAt;
        for (KnownFile known : saved.files()) {
            if (known.ended()) {
                countMissing(known);
            } else {
                add(known);
            }
        }
    }

    boolean isKnown(FileKey key) {
        return byInode.containsKey(key.inode());
    }

    /// Recognizes generations of earlier runs. A file fits if its first bytes and the bytes before the known
    /// size are the same. With the same inode that is enough. Without it, as after a restore to another volume,
    /// the first complete scan accepts a file that fits exactly one generation, if no other file fits that
    /// generation.
    ///
    /// @param found what the scan found
    /// @param allOpen whether every file that was found is open, or was
    Map<OpenFile, GenerationId> recognize(List<OpenFile> files, Discovery.Found found, boolean allOpen) {
        boolean complete = found.complete() && allOpen;
        Map<OpenFile, GenerationId> recognized = new HashMap<>();
        if (notFound.isEmpty()) {
            searched |= complete;
            return recognized;
        }
        for (OpenFile candidate : files) {
            byInode.getOrDefault(candidate.key().inode(), List.of()).stream()
                    .filter(known -> fits(candidate, known))
                    .findFirst()
                    .ifPresent(known -> recognized.put(candidate, found(known)));
        }
        if (complete && !searched) {
            recognizeByContent(files, recognized);
            searched = true;
        }
        Set<Long> present = found.files().keySet().stream().map(FileKey::inode).collect(Collectors.toSet());
        notFound.replaceAll((_, known) -> searched || isMissing(known, found, present) ? missing(known) : known);
        Instant limit = clock.instant().minus(FORGET_AFTER);
        List<KnownFile> forgotten = notFound.values().stream()
                .filter(known ->
                        known.missingSince() != null && known.missingSince().isBefore(limit))
                .toList();
        forgotten.forEach(this::remove);
        dirty |= !forgotten.isEmpty();
        return recognized;
    }

    private void recognizeByContent(List<OpenFile> files, Map<OpenFile, GenerationId> recognized) {
        Map<Fingerprint, List<KnownFile>> byPrefix =
                notFound.values().stream().collect(Collectors.groupingBy(KnownFile::prefix));
        Set<Integer> lengths =
                byPrefix.keySet().stream().map(Fingerprint::length).collect(Collectors.toSet());
        Map<OpenFile, KnownFile> only = new LinkedHashMap<>();
        Map<GenerationId, Integer> fitting = new HashMap<>();
        for (OpenFile candidate : files) {
            if (!recognized.containsKey(candidate)) {
                List<KnownFile> fits = prefixes(candidate, lengths)
                        .flatMap(prefix -> byPrefix.getOrDefault(prefix, List.of()).stream())
                        .filter(known -> fits(candidate, known))
                        .toList();
                fits.forEach(known -> fitting.merge(known.id(), 1, Integer::sum));
                if (fits.size() == 1) {
                    only.put(candidate, fits.getFirst());
                }
            }
        }
        only.forEach((candidate, known) -> {
            if (fitting.getOrDefault(known.id(), 0) == 1) {
                recognized.put(candidate, found(known));
            }
        });
    }

    private static Stream<Fingerprint> prefixes(OpenFile candidate, Set<Integer> lengths) {
        try {
            byte[] start = candidate.bytes(0, Generation.PREFIX_LENGTH);
            return lengths.stream()
                    .filter(length -> length <= start.length)
                    .map(length -> Fingerprint.of(start, 0, length));
        } catch (IOException e) {
            candidate.cannotRead(e);
            return Stream.empty();
        }
    }

    /// Saves the checkpoint if something has changed, at most once a second. If the disk does not take it,
    /// delivery goes on: after a crash, records that were delivered meanwhile are sent again.
    ///
    /// @param changed whether a file may have changed since the last call
    /// @param now whether to save even if the last save was less than a second ago
    void save(Supplier<List<KnownFile>> present, boolean changed, boolean now) {
        dirty |= changed;
        long time = nanoTime.getAsLong();
        if (!now && time - triedAt < BETWEEN_SAVES.toNanos()) {
            return;
        }
        triedAt = time;
        long changes = cursors.changes();
        if (!dirty && changes == savedChanges) {
            savedAt = time;
            return;
        }
        List<KnownFile> files = new ArrayList<>(present.get());
        files.addAll(notFound.values());
        Checkpoint next = new Checkpoint(cursors.outputs(), files);
        try {
            if (!next.equals(saved)) {
                file.save(next);
                saved = next;
            }
            savedAt = time;
            savedChanges = changes;
            dirty = false;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                log.atError().addKeyValue("problem", e).log("checkpoint not written, retrying");
            }
            failing = true;
        }
    }

    /// Seconds since the checkpoint last agreed with the cursors.
    public double checkpointAge() {
        return (nanoTime.getAsLong() - savedAt) / 1e9;
    }

    private GenerationId found(KnownFile known) {
        remove(known);
        cursors.restore(known.id(), known.cursors());
        return known.id();
    }

    private KnownFile missing(KnownFile known) {
        if (known.missingSince() != null) {
            return known;
        }
        dirty = true;
        countMissing(known);
        return new KnownFile(
                known.id(),
                known.path(),
                known.inode(),
                known.size(),
                known.prefix(),
                known.guard(),
                false,
                clock.instant(),
                known.cursors());
    }

    private static boolean isMissing(KnownFile known, Discovery.Found found, Set<Long> inodes) {
        return known.missingSince() == null && !inodes.contains(known.inode()) && found.covers(Path.of(known.path()));
    }

    /// A file that is open again.
    void add(KnownFile known) {
        notFound.put(known.id(), known);
        byInode.computeIfAbsent(known.inode(), _ -> new ArrayList<>()).add(known);
    }

    private void remove(KnownFile known) {
        notFound.remove(known.id());
        byInode.computeIfPresent(known.inode(), (_, same) -> {
            same.removeIf(each -> each.id().equals(known.id()));
            return same.isEmpty() ? null : same;
        });
    }

    private void countMissing(KnownFile known) {
        losses.unknown(Reason.MISSING, known.path());
        for (String output : cursors.outputs()) {
            if (!earlierOutputs.contains(output)) {
                continue; // the file was gone before this output was added
            }
            Cursor cursor = known.cursors().getOrDefault(output, Cursor.START);
            long bytes = cursor.lag(known.size());
            if (bytes > 0) {
                losses.lost(
                        output,
                        Reason.MISSING,
                        bytes,
                        known.path(),
                        cursor.acknowledged().offset());
            }
        }
    }

    private static boolean fits(OpenFile candidate, KnownFile known) {
        try {
            return candidate.size() >= known.size()
                    && candidate.has(known.prefix(), 0)
                    && candidate.has(known.guard(), known.size() - known.guard().length());
        } catch (IOException e) {
            candidate.cannotRead(e);
            return false;
        }
    }
}
