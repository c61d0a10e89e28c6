package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.frame.Lines;
import io.sidecars.logshipper.record.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes after a tail's position, and the up to 64 before it, in one buffer that is used again.
final class Window {
    private static final int LEAST = 256 << 10;
    /// What may follow the longest line: CR, LF.
    private static final int LINE_END = 2;

    private byte[] bytes = new byte[Position.GUARD_LENGTH + LEAST];
    private @Nullable Tail tail;
    private int start;
    private int end;
    private long offset;

    /// Whose bytes these are; null when there is nothing more to take.
    @Nullable
    Tail tail() {
        return tail;
    }

    void clear() {
        tail = null;
    }

    /// Reads what there is after the tail's position.
    ///
    /// @return false if the bytes before the position are not those that were there: this is another generation
    boolean read(Tail from) throws IOException {
        Generation generation = from.generation();
        Position position = from.position();
        int guard = position.guard().length();
        int capacity = Position.GUARD_LENGTH + Math.max(LEAST, generation.maxLine() + LINE_END);
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        // What must be there, known before the read: the catalog may come to know more meanwhile.
        Fingerprint prefix = generation.prefix();
        long least = Math.min(bytes.length, guard + generation.size() - position.offset());
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        generation.read(buffer, position.offset() - guard);
        offset = position.offset();
        start = guard;
        end = buffer.position();
        boolean same = end >= least
                && Fingerprint.of(bytes, 0, guard).equals(position.guard())
                && (offset > 0 || startsWith(prefix));
        tail = same ? from : null;
        return same;
    }

    private boolean startsWith(Fingerprint prefix) {
        return end >= prefix.length()
                && Fingerprint.of(bytes, 0, prefix.length()).equals(prefix);
    }

    /// The next line, or the next piece of a line that is too long; null if the window holds no further line end.
    @Nullable
    LogRecord next(Generation generation) {
        int maxLine = generation.maxLine();
        int newline = Lines.indexOfNewline(bytes, start, Math.min(end, start + maxLine + LINE_END));
        if (newline >= 0 && contentEnd(newline) - start <= maxLine) {
            return take(generation, contentEnd(newline), newline + 1, false);
        }
        if (newline >= 0 || end - start >= maxLine + LINE_END) {
            int cut = characterStart(start + maxLine);
            return take(generation, cut, cut, true);
        }
        return null;
    }

    /// A line that is begun but not ended, as it is; null if there is none.
    @Nullable
    LogRecord partial(Generation generation) {
        return start == end ? null : take(generation, end, end, true);
    }

    /// Where the next record starts.
    Position position() {
        int guard = Math.min(Position.GUARD_LENGTH, start);
        return new Position(offset, Fingerprint.of(bytes, start - guard, start));
    }

    /// The file offset after the last byte that was read.
    long endOffset() {
        return offset + end - start;
    }

    private LogRecord take(Generation generation, int contentEnd, int next, boolean partial) {
        long endOffset = offset + next - start;
        LogRecord record =
                new LogRecord(bytes, start, contentEnd, generation.id(), generation.path(), offset, endOffset, partial);
        start = next;
        offset = endOffset;
        return record;
    }

    /// The index, or up to three before it, where it is inside a character of UTF-8.
    private int characterStart(int index) {
        int at = index;
        while (at > index - 3 && (bytes[at] & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    private int contentEnd(int newline) {
        return newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    }
}
