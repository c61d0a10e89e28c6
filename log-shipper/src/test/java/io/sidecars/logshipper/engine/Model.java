package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.record.RecordId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The contract. Sees every byte that is written and destroyed, every scan, every batch that a sink takes and
/// every loss that is counted, and throws an AssertionError where they do not fit together:
///
/// - Each record starts where the one before it ended, in every life of a file and every output; after a start,
/// where the checkpoint says. So nothing is skipped, sent twice or out of order but for what a crash repeats.
/// - A cursor, in memory or on disk, never passes what its sink has accepted, and reaches the disk within a second
///   and a scan.
/// - What is destroyed is noticed at the next scan. Up to the size seen last, every byte is then either delivered
/// or counted, for each output.
/// - One life of a file has one generation, and two records with different texts never have the same id.
final class Model {
    private static final long QUIET = 10_000_000_000L;
    private static final long BETWEEN_SAVES = 1_000_000_000L;

    private record Loss(String output, Reason reason, long bytes, long from) {}

    /// What the first scan after a start may or must count.
    private record Missing(Loss loss, boolean certain) {}

    /// How far a cursor and a size were, some time ago.
    private record Known(Track track, String output, long cursor, int observed) {}

    private final CheckpointFile checkpoint;
    private final Path checkpointPath;
    private final List<LogFile> files;
    private final Map<GenerationId, Track> tracks = new LinkedHashMap<>();
    private final Map<RecordId, Delivered> byId = new HashMap<>();
    private final List<Loss> counted = new ArrayList<>();
    private final List<Loss> truncated = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();
    private final List<Known> known = new ArrayList<>();
    private Cursors cursors = new Cursors(List.of());
    private List<KnownFile> saved = List.of();
    private List<String> savedOutputs = List.of();
    private String savedText = "";
    private boolean firstScan;
    private boolean draining;
    private int maxLine;
    private long knownAt;

    /// @param files all files that were ever created; they know their lives
    Model(CheckpointFile checkpoint, Path checkpointPath, List<LogFile> files) {
        this.checkpoint = checkpoint;
        this.checkpointPath = checkpointPath;
        this.files = files;
    }

    void started(Cursors ofThisProcess, int longestLine) {
        cursors = ofThisProcess;
        maxLine = longestLine;
        firstScan = true;
        draining = false;
        readCheckpoint();
        tracks.values().forEach(track -> track.places.clear());
        for (KnownFile file : saved) {
            Track track = track(file);
            for (String output : cursors.outputs()) {
                int offset = offset(file, output);
                track.places.put(output, new Track.Place(offset, offset));
            }
            if (file.ended()) {
                expectMissing(file, true);
            }
        }
        settleLosses();
    }

    // --- What the sinks see

    void accepted(String output, byte[] bytes, int from, int length) {
        for (Delivered record : Delivered.parse(bytes, from, length)) {
            Track track = check(output, record);
            Track.Place place = track.place(output);
            if (record.offset() != place.low() && record.offset() != place.high()) {
                throw broken(output + " got " + record + " of " + track + ", but was at " + place);
            }
            track.places.put(output, next(track, record));
        }
    }

    /// Bytes that the sink took without the program knowing: they will come again.
    void takenUnknown(String output, byte[] bytes, int from, int length) {
        Delivered.parse(bytes, from, length).forEach(record -> check(output, record));
    }

    private Track check(String output, Delivered record) {
        Delivered same = byId.putIfAbsent(record.id(), record);
        if (same != null && !same.equals(record)) {
            throw broken("the same id for " + record + " and " + same);
        }
        Track track = tracks.values().stream()
                .filter(candidate -> record.isOf(candidate.id))
                .findFirst()
                .orElseThrow(() -> broken(output + " got an id that belongs to no generation: " + record));
        if (Stream.concat(track.lives.stream(), successor(track))
                .noneMatch(life -> life.has(record.text(), record.offset(), record.partial()))) {
            throw broken(output + " got " + record + ", which is not at that offset in " + track);
        }
        if (record.text().length() > maxLine && !record.partial()) {
            throw broken(output + " got a line that is too long: " + record);
        }
        return track;
    }

    /// Files that log-shipper cannot tell from this track before the next scan: the bytes it has seen are equal.
    private Stream<Life> successor(Track track) {
        return files.stream()
                .filter(file -> file.track == track && file.life.beginsLike(track.life(), track.observed))
                .map(file -> file.life);
    }

    private Track.Place next(Track track, Delivered record) {
        int end = record.end();
        if (!record.partial()) {
            return new Track.Place(end, end);
        }
        if (draining || track.wasAbandoned) {
            return new Track.Place(record.offset(), end);
        }
        if (record.text().length() != maxLine) {
            throw broken("only a part of a line was sent: " + record + " of " + track);
        }
        return new Track.Place(end, end);
    }

    // --- Losses

    void lost(String output, Reason reason, long bytes, String path, long from) {
        counted.add(new Loss(output, reason, bytes, from));
    }

    private void settleLosses() {
        for (Loss loss : counted) {
            boolean expected = switch (loss.reason) {
                case MISSING -> missing(loss);
                case TRUNCATED -> truncated(loss);
                case HOLD, STATE -> false;
            };
            if (!expected) {
                throw broken("counted as lost, but not lost: " + loss + "; known: "
                        + tracks.values().stream()
                                .map(track -> track + " seen to " + track.observed + ", destroyed " + track.destroyed
                                        + " " + track.place(loss.output))
                                .toList());
            }
        }
        counted.clear();
    }

    private boolean missing(Loss loss) {
        return missing.stream()
                .filter(each -> each.loss.equals(loss))
                .max(Comparator.comparing(Missing::certain))
                .map(missing::remove)
                .orElse(false);
    }

    private boolean truncated(Loss loss) {
        long end = loss.from + loss.bytes;
        long possible = destroyed((int) end)
                .filter(track -> track.place(loss.output).low() <= loss.from)
                .count();
        truncated.add(loss);
        return truncated.stream()
                        .filter(each -> each.output.equals(loss.output)
                                && each.from + each.bytes == end
                                && each.from <= loss.from)
                        .count()
                <= possible;
    }

    /// Every byte that was seen and is destroyed was either delivered or counted. Which of several lives of the
    /// same size a loss belongs to does not matter.
    private void checkDestroyed(String output) {
        for (int size : destroyed().map(track -> track.observed).distinct().toList()) {
            List<Long> from = truncated.stream()
                    .filter(loss -> loss.output.equals(output) && loss.from + loss.bytes == size)
                    .map(Loss::from)
                    .sorted()
                    .toList();
            List<Track> inOrder = destroyed(size)
                    .sorted(Comparator.comparingInt(track -> track.place(output).low()))
                    .toList();
            for (int i = 0; i < inOrder.size(); i++) {
                Track.Place place = inOrder.get(i).place(output);
                long lostFrom = i < from.size() ? from.get(i) : size;
                if (place.high() < lostFrom || (lostFrom < size && place.low() > lostFrom)) {
                    throw broken(output + " got " + inOrder.get(i) + " to " + place + " of " + size + ", counted from "
                            + lostFrom);
                }
            }
        }
    }

    private Stream<Track> destroyed() {
        return tracks.values().stream().filter(track -> track.destroyed);
    }

    private Stream<Track> destroyed(int size) {
        return destroyed().filter(track -> track.observed == size);
    }

    // --- Scans

    void beforeScan() {
        if (!firstScan) {
            return;
        }
        for (KnownFile file : saved) {
            Track track = track(file);
            boolean intact =
                    files.stream().anyMatch(each -> each.hasName() && each.track == track && each.life == track.life());
            if (intact || file.ended() || file.missingSince() != null) {
                continue;
            }
            // Only the first bytes and those before the known size are remembered.
            int compared = (int) file.size();
            boolean certain = !track.destroyed
                    && files.stream().noneMatch(each -> each.hasName() && each.life.beginsLike(track.life(), compared));
            expectMissing(file, certain);
        }
        for (LogFile file : files) {
            file.open = false;
            if (file.track != null && (!file.hasName() || file.life != file.track.life())) {
                file.track = null;
            }
        }
        // The program has forgotten these bytes, so it can neither deliver nor count them.
        tracks.values().forEach(track -> track.destroyed = false);
        truncated.clear();
    }

    private void expectMissing(KnownFile file, boolean certain) {
        for (String output : cursors.outputs()) {
            Cursor cursor = file.cursors().getOrDefault(output, Cursor.START);
            long bytes = cursor.lag(file.size());
            if (bytes > 0 && savedOutputs.contains(output)) {
                missing.add(new Missing(
                        new Loss(
                                output,
                                Reason.MISSING,
                                bytes,
                                cursor.acknowledged().offset()),
                        certain));
            }
        }
    }

    void afterScan(List<Generation> generations, long now) {
        Set<GenerationId> present = generations.stream()
                .filter(generation -> generation.ended() == null)
                .map(Generation::id)
                .collect(Collectors.toSet());
        readCheckpoint();
        for (LogFile file : files) {
            if (file.hasName()) {
                file.open = true;
                file.noticedAt = now;
            }
            if (file.open) {
                afterScan(file, present, now);
            }
        }
        Set<GenerationId> expected = files.stream()
                .filter(file -> file.open)
                .map(file -> file.track)
                .filter(track -> track != null)
                .map(track -> track.id)
                .collect(Collectors.toSet());
        if (!present.equals(expected)) {
            throw broken("held open are " + present + ", but there are " + expected);
        }
        settleLosses();
        missing.stream().filter(Missing::certain).findFirst().ifPresent(each -> {
            throw broken("not counted: " + each.loss);
        });
        missing.clear();
        firstScan = false;
        checkCheckpoint(now);
    }

    private void afterScan(LogFile file, Set<GenerationId> present, long now) {
        Track track = file.track;
        if (track != null && track.life() != file.life) {
            noticeDestroyed(file, track, present);
        } else if (track != null && !present.contains(track.id)) {
            noticeClosed(file, track, now);
            return;
        }
        if (file.life.size() == 0) {
            file.open &= file.hasName();
            return;
        }
        if (file.track == null) {
            file.track = newTrack(file, present);
        }
        Track seen = file.track;
        if (file.life.size() > seen.observed) {
            seen.observed = file.life.size();
            file.noticedAt = now;
        }
        seen.wasAbandoned |= now - file.noticedAt >= QUIET;
    }

    private static void noticeDestroyed(LogFile file, Track track, Set<GenerationId> present) {
        boolean taken = present.contains(track.id);
        if (taken && file.life.beginsLike(track.life(), track.observed)) {
            track.lives.add(file.life);
            return;
        }
        if (taken) {
            throw broken("did not notice that " + track + " became " + file.life);
        }
        track.destroyed = true;
        file.track = null;
    }

    private void noticeClosed(LogFile file, Track track, long now) {
        if (file.hasName() || now - file.noticedAt < QUIET) {
            throw broken(track + " was given up too early");
        }
        for (String output : cursors.outputs()) {
            if (track.place(output).high() < track.observed) {
                throw broken(track + " was given up before " + output + " had it: " + track.place(output) + " of "
                        + track.observed);
            }
        }
        file.open = false;
        file.track = null;
    }

    private Track newTrack(LogFile file, Set<GenerationId> present) {
        KnownFile entry = saved.stream()
                .filter(each -> each.inode() == file.inode && present.contains(each.id()))
                .findFirst()
                .orElseThrow(() -> broken(file.life + " is not known, or not durably"));
        Track existing = tracks.get(entry.id());
        if (existing != null) {
            if (!file.life.beginsLike(existing.life(), entry.prefix().length())) {
                throw broken(file.life + " is taken for " + existing);
            }
            existing.lives.add(file.life);
            return existing;
        }
        if (tracks.values().stream().anyMatch(track -> track.lives.contains(file.life) && track.lives.size() == 1)) {
            throw broken(file.life + " has got a second generation");
        }
        Track track = new Track(entry.id(), file.life);
        tracks.put(track.id, track);
        return track;
    }

    // --- The checkpoint

    private void readCheckpoint() {
        try {
            String text = Files.readString(checkpointPath);
            if (!text.equals(savedText)) {
                savedText = text;
                Checkpoint loaded = checkpoint.load();
                saved = loaded.files();
                savedOutputs = loaded.outputs();
            }
        } catch (NoSuchFileException e) {
            saved = List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DamagedCheckpointException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    private void checkCheckpoint(long now) {
        Map<GenerationId, KnownFile> onDisk = new HashMap<>();
        saved.forEach(file -> onDisk.put(file.id(), file));
        for (LogFile file : files) {
            Track track = file.track;
            KnownFile entry = track == null ? null : onDisk.get(track.id);
            if (track != null && file.open && entry == null) {
                throw broken(track + " is not in the checkpoint");
            }
            if (track != null && entry != null) {
                cursors.outputs().forEach(output -> checkCursor(track, output, offset(entry, output)));
            }
        }
        if (now - knownAt < BETWEEN_SAVES) {
            return;
        }
        for (Known each : known) {
            KnownFile entry = onDisk.get(each.track.id);
            if (entry != null && (offset(entry, each.output) < each.cursor || entry.size() < each.observed)) {
                throw broken("the checkpoint is too old: " + entry + ", but was " + each);
            }
        }
        knownAt = now;
        known.clear();
        for (LogFile file : files) {
            Track track = file.track;
            if (track != null) {
                for (String output : cursors.outputs()) {
                    known.add(new Known(
                            track,
                            output,
                            cursors.get(track.id, output).acknowledged().offset(),
                            track.observed));
                }
            }
        }
    }

    private static void checkCursor(Track track, String output, long offset) {
        if (offset > track.place(output).high()) {
            throw broken("the cursor of " + output + " in " + track + " is at " + offset + ", but accepted is "
                    + track.place(output));
        }
    }

    private static int offset(KnownFile file, String output) {
        return (int)
                file.cursors().getOrDefault(output, Cursor.START).acknowledged().offset();
    }

    private Track track(KnownFile file) {
        Track track = tracks.get(file.id());
        if (track == null) {
            throw broken("no track for " + file);
        }
        return track;
    }

    // --- The rest

    void afterStep() {
        settleLosses();
        for (Track track : tracks.values()) {
            for (String output : cursors.outputs()) {
                checkCursor(
                        track,
                        output,
                        cursors.get(track.id, output).acknowledged().offset());
            }
        }
    }

    void draining() {
        draining = true;
    }

    /// @param complete the outputs that were drained
    void drained(List<String> complete) {
        readCheckpoint();
        for (KnownFile entry : saved) {
            Track track = track(entry);
            LogFile file = openFile(track);
            if (file == null) {
                continue;
            }
            for (String output : cursors.outputs()) {
                Track.Place place = track.place(output);
                int offset = offset(entry, output);
                if (offset != place.low() && offset != place.high()) {
                    throw broken(output + " was saved at " + offset + " in " + track + ", but is at " + place);
                }
                if (complete.contains(output) && place.high() < file.life.size()) {
                    throw broken(output + " was drained, but is at " + place + " of " + file.life.size());
                }
            }
        }
        complete.forEach(this::checkDestroyed);
        ended();
    }

    private @Nullable LogFile openFile(Track track) {
        return files.stream()
                .filter(file -> file.open && file.track == track)
                .findFirst()
                .orElse(null);
    }

    /// Nothing is open any more.
    void ended() {
        known.clear();
        for (LogFile file : files) {
            file.open = false;
        }
    }

    /// Called at the end, after everybody had all they need.
    void healed() {
        for (LogFile file : files) {
            if (file.hasName() && file.life.size() > 0) {
                Track track = file.track;
                for (String output : cursors.outputs()) {
                    if (track == null || track.place(output).high() < file.life.endOfLines()) {
                        throw broken(output + " did not get all of " + file.life + ": "
                                + (track == null ? "nothing" : track.place(output)) + " of " + file.life.endOfLines());
                    }
                }
            } else if (file.open && !file.hasName()) {
                throw broken(file.life + " is still held open");
            }
        }
        cursors.outputs().forEach(this::checkDestroyed);
    }

    private static AssertionError broken(String what) {
        return new AssertionError(what);
    }
}
