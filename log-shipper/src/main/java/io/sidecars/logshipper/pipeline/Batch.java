package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records on their way: their wire bytes, their text and source should one be rejected, and the positions that
/// the end of the delivery commits.
final class Batch {
    private static final int FIRST_ROWS = 256;
    /// A batch is full when it has reached its capacity: the record that does so needs room too.
    private static final int LAST_RECORD = 16 << 10;

    private final WireBuffer wire;
    private final WireBuffer texts;
    private final Map<Generation, Position> ends = new LinkedHashMap<>();
    private int[] wireEnds = new int[FIRST_ROWS];
    private int[] textEnds = new int[FIRST_ROWS];
    private long[] offsets = new long[FIRST_ROWS];
    private long[] endOffsets = new long[FIRST_ROWS];
    private long[] times = new long[FIRST_ROWS];
    private Source[] sources = new Source[FIRST_ROWS];
    private int records;
    private long begunAt;
    private long bytes;
    private int letters;
    /// For each generation that must wait, its first record that is not finished.
    private final Map<GenerationId, Unfinished> waiting = new HashMap<>();
    private boolean stale;

    /// A record that is neither accepted nor a dead letter.
    record Unfinished(int index, String why) {}

    Batch(int capacity) {
        wire = new WireBuffer(capacity + LAST_RECORD);
        texts = new WireBuffer(capacity + LAST_RECORD);
    }

    /// Where the next record is to be encoded.
    WireBuffer wire() {
        return wire;
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    /// Whether it has reached one of its limits.
    boolean isFull(Output.Batch limits) {
        return stale || wire.length() >= limits.bytes() || records >= limits.records();
    }

    /// Bytes of the files that the records came from.
    long bytes() {
        return bytes;
    }

    /// When the first record was added, in nanoseconds of the monotonic clock.
    long begunAt() {
        return begunAt;
    }

    /// Takes note of the record that was just encoded.
    ///
    /// @param previousTime see [LogRecord#begin]
    void added(LogRecord record, long previousTime, long now) {
        if (records == wireEnds.length) {
            int rows = 2 * records;
            wireEnds = Arrays.copyOf(wireEnds, rows);
            textEnds = Arrays.copyOf(textEnds, rows);
            offsets = Arrays.copyOf(offsets, rows);
            endOffsets = Arrays.copyOf(endOffsets, rows);
            times = Arrays.copyOf(times, rows);
            sources = Arrays.copyOf(sources, rows);
        }
        if (records == 0) {
            begunAt = now;
        }
        texts.put(record.bytes(), record.start(), record.end());
        wireEnds[records] = wire.length();
        textEnds[records] = texts.length();
        offsets[records] = record.offset();
        endOffsets[records] = record.endOffset();
        times[records] = previousTime;
        sources[records] = record.source();
        records++;
        bytes += record.endOffset() - record.offset();
    }

    /// Everything of this generation before the position is in this batch or an earlier one.
    void reaches(Generation generation, Position position) {
        ends.put(generation, position);
    }

    Map<Generation, Position> ends() {
        return ends;
    }

    /// The generation's position must not pass this record.
    void holdBack(int index, String why) {
        waiting.merge(
                source(index).generation(),
                new Unfinished(index, why),
                (one, other) -> one.index <= other.index ? one : other);
    }

    /// The first record of the generation that is not finished; null if all are.
    @Nullable
    Unfinished heldBack(GenerationId generation) {
        return waiting.get(generation);
    }

    /// An earlier batch holds the generation back, so this one must not move its position, and takes no more
    /// records: those that it has of the generation will be sent again.
    void forget(Generation generation) {
        stale |= ends.remove(generation) != null && records > 0;
    }

    /// These are the first so many dead letters, sent once more.
    void replays(int count) {
        letters = count;
    }

    /// Whether it consists of dead letters, and comes from no file.
    boolean isReplay() {
        return letters > 0;
    }

    /// How many dead letters this is.
    int letters() {
        return letters;
    }

    /// What to send for these records, given by their indexes in ascending order.
    EncodedRecords part(int[] indexes) {
        int first = indexes[0];
        int last = indexes[indexes.length - 1];
        if (last - first == indexes.length - 1) {
            return new EncodedRecords(wire, start(wireEnds, first), wireEnds[last], indexes.length);
        }
        int length = 0;
        for (int index : indexes) {
            length += wireEnds[index] - start(wireEnds, index);
        }
        WireBuffer some = new WireBuffer(length);
        for (int index : indexes) {
            some.put(wire.array(), start(wireEnds, index), wireEnds[index]);
        }
        return new EncodedRecords(some, 0, length, indexes.length);
    }

    /// The text of a record, after all rules.
    String text(int index) {
        int from = start(textEnds, index);
        return new String(texts.array(), from, textEnds[index] - from, UTF_8);
    }

    long offset(int index) {
        return offsets[index];
    }

    /// What a record of the same file without a time takes from those before this one.
    long previousTime(int index) {
        return times[index];
    }

    long endOffset(int index) {
        return endOffsets[index];
    }

    Source source(int index) {
        return sources[index];
    }

    void reset() {
        wire.reset();
        texts.reset();
        ends.clear();
        Arrays.fill(sources, 0, records, null);
        records = 0;
        bytes = 0;
        letters = 0;
        waiting.clear();
        stale = false;
    }

    private static int start(int[] ends, int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
