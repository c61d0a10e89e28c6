package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.output.WireBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Records on their way as wire bytes, and the positions that their acceptance commits.
final class Batch {
    private final WireBuffer wire;
    private final Map<Generation, Position> ends = new LinkedHashMap<>();
    private long begunAt;
    private int records;
    private long bytes;

    Batch(int capacity) {
        wire = new WireBuffer(capacity);
    }

    WireBuffer wire() {
        return wire;
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    /// Bytes of the files that the records came from.
    long bytes() {
        return bytes;
    }

    long begunAt() {
        return begunAt;
    }

    void added(long sourceBytes, long now) {
        if (records++ == 0) {
            begunAt = now;
        }
        bytes += sourceBytes;
    }

    /// Everything of this generation before the position is in this batch or an earlier one.
    void reaches(Generation generation, Position position) {
        ends.put(generation, position);
    }

    Map<Generation, Position> ends() {
        return ends;
    }

    void reset() {
        wire.reset();
        ends.clear();
        records = 0;
        bytes = 0;
    }
}
