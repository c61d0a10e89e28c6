package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    private final List<KnownFile> notFound = new ArrayList<>();
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
                notFound.add(known);
            }
        }
    }

    boolean isKnown(FileKey key) {
        return notFound.stream().anyMatch(known -> known.inode() == key.inode());
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
            fitting(candidate).stream()
                    .filter(known -> known.inode() == candidate.key().inode())
                    .findFirst()
                    .ifPresent(known -> recognized.put(candidate, found(known)));
        }
        if (complete && !searched) {
            List<OpenFile> rest =
                    files.stream().filter(each -> !recognized.containsKey(each)).toList();
            for (KnownFile known : List.copyOf(notFound)) {
                List<OpenFile> fits =
                        rest.stream().filter(each -> fits(each, known)).toList();
                if (fits.size() == 1 && fitting(fits.getFirst()).size() == 1) {
                    recognized.put(fits.getFirst(), found(known));
                }
            }
            searched = true;
        }
        notFound.replaceAll(known -> searched || isMissing(known, found) ? missing(known) : known);
        Instant limit = clock.instant().minus(FORGET_AFTER);
        dirty |= notFound.removeIf(
                known -> known.missingSince() != null && known.missingSince().isBefore(limit));
        return recognized;
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
        files.addAll(notFound);
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
        notFound.remove(known);
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

    private static boolean isMissing(KnownFile known, Discovery.Found found) {
        return known.missingSince() == null
                && found.covers(Path.of(known.path()))
                && found.files().keySet().stream().noneMatch(key -> key.inode() == known.inode());
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

    private List<KnownFile> fitting(OpenFile candidate) {
        return notFound.stream().filter(known -> fits(candidate, known)).toList();
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
