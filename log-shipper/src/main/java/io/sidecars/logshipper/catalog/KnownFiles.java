package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.checkpoint.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of earlier runs, until they are found again or forgotten, and the checkpoint that holds them.
public final class KnownFiles {
    private static final Logger log = LoggerFactory.getLogger(KnownFiles.class);
    private static final Duration FORGET_AFTER = Duration.ofHours(24);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

    private final CheckpointFile checkpoint;
    private final Cursors cursors;
    private final Losses losses;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final List<KnownFile> notFound;
    private boolean searched;
    private List<KnownFile> saved;
    private volatile long savedAt;
    private boolean failing;

    public KnownFiles(
            CheckpointFile checkpoint, Cursors cursors, Losses losses, InstantSource clock, LongSupplier nanoTime) {
        this.checkpoint = checkpoint;
        this.cursors = cursors;
        this.losses = losses;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.notFound = new ArrayList<>(checkpoint.load());
        this.saved = List.copyOf(notFound);
        this.savedAt = nanoTime.getAsLong();
    }

    /// Finds earlier generations again: by inode, first bytes and the bytes before the furthest cursor; else, in the
    /// first complete scan, by those bytes alone if exactly one file fits exactly one generation.
    ///
    /// @param complete whether a file that is not among these does not exist
    Map<OpenFile, GenerationId> recognize(List<OpenFile> files, boolean complete) {
        Map<OpenFile, GenerationId> recognized = new HashMap<>();
        if (notFound.isEmpty()) {
            searched |= complete;
            return recognized;
        }
        for (OpenFile file : files) {
            fitting(file).stream()
                    .filter(known -> known.inode() == file.key().inode())
                    .findFirst()
                    .ifPresent(known -> recognized.put(file, found(known)));
        }
        if (complete && !searched) {
            List<OpenFile> rest =
                    files.stream().filter(file -> !recognized.containsKey(file)).toList();
            for (KnownFile known : List.copyOf(notFound)) {
                List<OpenFile> fits =
                        rest.stream().filter(file -> fits(file, known)).toList();
                if (fits.size() == 1 && fitting(fits.getFirst()).size() == 1) {
                    recognized.put(fits.getFirst(), found(known));
                }
            }
            searched = true;
            notFound.replaceAll(this::missing);
        }
        forget();
        return recognized;
    }

    /// Makes everything durable, at most once a second unless it must be now, and only if it changed. A disk that
    /// takes no checkpoint stops no delivery: it costs duplicates after a crash.
    void save(List<KnownFile> present, boolean now) {
        long time = nanoTime.getAsLong();
        if (!now && time - savedAt < BETWEEN_SAVES.toNanos()) {
            return;
        }
        List<KnownFile> all = new ArrayList<>(present);
        all.addAll(notFound);
        try {
            if (!all.equals(saved)) {
                checkpoint.save(all);
                saved = all;
            }
            savedAt = time;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                log.atError().addKeyValue("problem", e).log("cannot save the checkpoint, trying again");
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
        known.cursors().forEach((output, position) -> cursors.acknowledge(known.id(), output, position));
        return known.id();
    }

    private KnownFile missing(KnownFile known) {
        if (known.missingSince() != null) {
            return known;
        }
        for (String output : cursors.outputs()) {
            long from = known.cursors().getOrDefault(output, Position.START).offset();
            if (known.size() > from) {
                losses.lost(output, Reason.MISSING, known.size() - from, known.path(), from);
            }
        }
        return new KnownFile(
                known.id(),
                known.path(),
                known.inode(),
                known.size(),
                known.prefix(),
                clock.instant(),
                known.cursors());
    }

    private void forget() {
        Instant limit = clock.instant().minus(FORGET_AFTER);
        for (Iterator<KnownFile> files = notFound.iterator(); files.hasNext(); ) {
            Instant since = files.next().missingSince();
            if (since != null && since.isBefore(limit)) {
                files.remove();
            }
        }
    }

    private List<KnownFile> fitting(OpenFile file) {
        return notFound.stream().filter(known -> fits(file, known)).toList();
    }

    private static boolean fits(OpenFile file, KnownFile known) {
        try {
            return file.size() >= known.frontier().offset() && file.has(known.prefix(), known.frontier());
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("path", file.path())
                    .addKeyValue("problem", e)
                    .log("cannot read");
            return false;
        }
    }
}
