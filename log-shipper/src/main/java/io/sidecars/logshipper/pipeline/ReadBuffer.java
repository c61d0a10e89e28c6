package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.frame.RecordCutter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Holds the bytes that were read from one file: up to 64 bytes before the place to read from, which prove that
/// this is still the same generation, and the bytes after it. The buffer is reused for one read after the other.
final class ReadBuffer {
    private static final int MIN_READ = 256 << 10;

    private byte[] bytes = new byte[Position.GUARD_LENGTH + MIN_READ];
    private @Nullable Tail tail;
    private int end;
    /// The file offset of `bytes[0]`.
    private long base;

    /// The file whose bytes these are; null if they have been used up.
    @Nullable
    Tail tail() {
        return tail;
    }

    void clear() {
        tail = null;
    }

    /// Reads on in a file, up to the end that the catalog has seen, and gives the bytes to the file's
    /// [RecordCutter].
    ///
    /// @return false if the bytes before the position are not those that were there before: this is another
    ///     generation
    boolean read(Tail from) throws IOException {
        Generation generation = from.generation();
        RecordCutter cutter = from.format().cutter();
        Position reading = from.reading();
        int guard = reading.guard().length();
        int capacity = Position.GUARD_LENGTH + Math.max(MIN_READ, cutter.lookahead());
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        // The prefix first: then it never covers more than the end that is read after it.
        Fingerprint prefix = generation.prefix();
        Position known = generation.end();
        base = reading.offset() - guard;
        int length = (int) Math.min(bytes.length, known.offset() - base);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        generation.read(buffer, base);
        end = buffer.position();
        boolean same = end == length
                && has(reading.guard(), guard)
                && (base > 0 || has(prefix, prefix.length()))
                && (endOffset() < known.offset() || has(known.guard(), end));
        if (same) {
            cutter.begin(bytes, guard, end, reading.offset(), from.position().offset());
        }
        tail = same ? from : null;
        return same;
    }

    private boolean has(Fingerprint expected, int before) {
        return before <= end
                && Fingerprint.of(bytes, before - expected.length(), before).equals(expected);
    }

    /// The position at a file offset: one in the buffer, or that of the tail.
    ///
    /// @param time of the last record before it that has a time
    Position position(long offset, long time) {
        if (tail != null && offset == tail.position().offset()) {
            return tail.position();
        }
        int index = (int) (offset - base);
        int guard = Math.min(Position.GUARD_LENGTH, index);
        return new Position(offset, Fingerprint.of(bytes, index - guard, index), time);
    }

    /// The file offset after the last byte that was read.
    long endOffset() {
        return base + end;
    }
}
