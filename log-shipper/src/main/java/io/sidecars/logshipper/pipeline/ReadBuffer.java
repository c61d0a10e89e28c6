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
    /// @return false if the file has become shorter, or if the bytes before the position, before the known end or
    ///     at the start of the file are not those that were there before: this is another generation
    boolean read(Tail from) throws IOException {
        Generation generation = from.generation();
        RecordCutter cutter = from.format().cutter();
        Position reading = from.nextRead();
        int guard = reading.guard().length();
        int capacity = Position.GUARD_LENGTH + Math.max(MIN_READ, cutter.lookahead());
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        // In this order: the catalog's thread may meanwhile see that the file has grown, and a prefix that was taken
        // later could then be longer than what is read here.
        Fingerprint prefix = generation.prefix();
        Position known = generation.end();
        base = reading.offset() - guard;
        int length = (int) Math.min(bytes.length, known.offset() - base);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        generation.read(buffer, base);
        end = buffer.position();

        boolean isWhole = end == length;
        boolean guardFits = endsWith(guard, reading.guard());
        boolean prefixFits = base > 0 || endsWith(prefix.length(), prefix);
        boolean endFits = endOffset() < known.offset() || endsWith(end, known.guard());
        boolean isSame = isWhole && guardFits && prefixFits && endFits;
        if (isSame) {
            cutter.begin(bytes, guard, end, reading.offset(), from.nextRecord().offset());
        }
        tail = isSame ? from : null;
        return isSame;
    }

    /// Whether the bytes before this index, if so many were read, are the expected ones.
    private boolean endsWith(int index, Fingerprint expected) {
        int from = index - expected.length();
        return from >= 0 && index <= end && Fingerprint.of(bytes, from, index).equals(expected);
    }

    /// The position at a file offset: one in the buffer, or that of the tail.
    ///
    /// @param time of the last record before it that has a time
    Position position(long offset, long time) {
        if (tail != null && offset == tail.nextRecord().offset()) {
            return tail.nextRecord();
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
