package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.bytes.Swar;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.frame.ByteOrderMark;
import io.sidecars.logshipper.frame.Multiline;
import io.sidecars.logshipper.record.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes after a tail's position, and the up to 64 before it, in one buffer that is used again; cuts them into
/// records.
///
/// NULs before a line are a hole that a truncation left, or space reserved in advance: they belong to the line
/// after them, but not to its text.
final class Window {
    private static final int LEAST = 256 << 10;
    /// What may follow the longest line: CR, LF.
    private static final int LINE_END = 2;

    private byte[] bytes = new byte[Position.GUARD_LENGTH + LEAST];
    private @Nullable Tail tail;
    private int start;
    private int end;
    /// The file offset of the first byte in the buffer.
    private long base;
    /// The file offset at which the next record starts: before `start` where NULs were skipped.
    private long recordOffset;
    private boolean open;
    private long leftOut;

    /// Whose bytes these are; null when there is nothing more to take.
    @Nullable
    Tail tail() {
        return tail;
    }

    void clear() {
        tail = null;
    }

    /// Reads what the catalog knows of after the tail's position.
    ///
    /// @return false if the bytes before the position are not those that were there: this is another generation
    boolean read(Tail from) throws IOException {
        Generation generation = from.generation();
        Position reading = from.reading();
        int guard = reading.guard().length();
        int capacity =
                Position.GUARD_LENGTH + Math.max(LEAST, from.format().framing().maxLength() + LINE_END);
        if (bytes.length < capacity) {
            bytes = new byte[capacity];
        }
        Fingerprint prefix = generation.prefix(); // first: it never covers more than the end that is asked for next
        Position known = generation.end();
        base = reading.offset() - guard;
        int length = (int) Math.min(bytes.length, known.offset() - base);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        generation.read(buffer, base);
        start = guard;
        end = buffer.position();
        recordOffset = from.position().offset();
        open = false;
        boolean same = end == length
                && has(reading.guard(), guard)
                && (base > 0 || has(prefix, prefix.length()))
                && (endOffset() < known.offset() || has(known.guard(), end));
        tail = same ? from : null;
        return same;
    }

    /// The beginning of a file that nobody follows.
    void show(byte[] beginning) {
        bytes = beginning;
        start = 0;
        end = beginning.length;
        base = 0;
        recordOffset = 0;
        open = false;
    }

    private boolean has(Fingerprint expected, int before) {
        return before <= end
                && Fingerprint.of(bytes, before - expected.length(), before).equals(expected);
    }

    /// Takes the next record, or the next piece of one that is too long.
    ///
    /// @param last whether nothing will follow what the window holds: then an open multiline record is complete
    /// @return false if the window holds no further record that is complete
    boolean next(LogRecord record, Framing framing, boolean last) {
        open = false;
        if (framing.truncate() && isInsideLine() && !skipToLineEnd()) {
            return false;
        }
        skipNuls();
        int limit = start + framing.maxLength();
        int newline = Swar.indexOf('\n', bytes, start, Math.min(end, limit + LINE_END));
        if (newline < 0 ? end - start < framing.maxLength() + LINE_END : contentEnd(newline) <= limit) {
            return newline >= 0 && takeLines(record, framing, newline, last);
        }
        int cut = framing.charset().cut(bytes, start, limit);
        take(record, cut, cut);
        if (framing.truncate()) {
            record.flagTruncated();
        } else {
            record.flagPartial();
        }
        return true;
    }

    /// Takes a line, and those after it that belong to the same record.
    private boolean takeLines(LogRecord record, Framing framing, int firstNewline, boolean last) {
        Multiline multiline = framing.multiline();
        int newline = firstNewline;
        if (multiline != null) {
            multiline.begin(bytes, textStart(), contentEnd(newline));
            int limit = start + framing.maxLength();
            for (int lines = 1; ; lines++) {
                int next = Swar.indexOf('\n', bytes, newline + 1, Math.min(end, limit + LINE_END));
                boolean isCut = next < 0 ? end - start >= framing.maxLength() + LINE_END : contentEnd(next) > limit;
                if (next < 0 && !isCut) {
                    open = !last;
                    break;
                }
                if (!multiline.continues(bytes, newline + 1, next < 0 ? end : contentEnd(next))) {
                    break;
                }
                if (isCut || lines == framing.maxLines()) {
                    take(record, contentEnd(newline), newline + 1);
                    record.flagPartial();
                    return true;
                }
                newline = next;
            }
        }
        if (!open) {
            take(record, contentEnd(newline), newline + 1);
        }
        return !open;
    }

    /// Takes what is begun but not ended, as it is: an open multiline record, a line without an end.
    ///
    /// @return false if nothing is left
    boolean partial(LogRecord record, Framing framing) {
        if (start == end) {
            return false;
        }
        int taken = end;
        Multiline multiline = framing.multiline();
        int newline = multiline == null ? -1 : Swar.indexOf('\n', bytes, start, end);
        if (multiline != null && newline >= 0) {
            multiline.begin(bytes, textStart(), contentEnd(newline));
            while (newline >= 0 && newline + 1 < end) {
                int next = Swar.indexOf('\n', bytes, newline + 1, end);
                if (!multiline.continues(bytes, newline + 1, next < 0 ? end : contentEnd(next))) {
                    break;
                }
                newline = next;
            }
            taken = newline < 0 ? end : newline + 1;
        }
        take(record, newline < 0 ? taken : contentEnd(newline), taken);
        record.flagPartial();
        return true;
    }

    /// Whether the record that stands at the position may still grow.
    boolean isOpen() {
        return open;
    }

    /// Where the next record starts.
    ///
    /// @param time of the last record that was taken
    Position position(long time) {
        if (tail != null && recordOffset == tail.position().offset()) {
            return tail.position();
        }
        return at((int) (recordOffset - base), time);
    }

    /// Where to read on: after the NULs that were skipped, so that the window has room for the whole line after
    /// them, and otherwise at the position.
    Position reading(Position position) {
        return recordOffset < base + start ? at(start, position.time()) : position;
    }

    /// The place after the last byte that was read.
    Position end(long time) {
        return at(end, time);
    }

    private Position at(int index, long time) {
        int guard = Math.min(Position.GUARD_LENGTH, index);
        return new Position(base + index, Fingerprint.of(bytes, index - guard, index), time);
    }

    /// The file offset after the last byte that was read.
    long endOffset() {
        return base + end;
    }

    /// Bytes that were left out of the records so far: NULs, and what stood after the longest text. Asking resets
    /// it.
    long leftOut() {
        long bytesLeftOut = leftOut;
        leftOut = 0;
        return bytesLeftOut;
    }

    private void take(LogRecord record, int contentEnd, int next) {
        record.begin(bytes, textStart(), contentEnd, recordOffset, base + next);
        leftOut += base + start - recordOffset;
        start = next;
        recordOffset = base + next;
    }

    private int textStart() {
        return base + start == 0 ? start + ByteOrderMark.length(bytes, start, end) : start;
    }

    private boolean isInsideLine() {
        return start > 0 && recordOffset == base + start && bytes[start - 1] != '\n';
    }

    private boolean skipToLineEnd() {
        int newline = Swar.indexOf('\n', bytes, start, end);
        int next = newline < 0 ? end : newline + 1;
        leftOut += next - start;
        start = next;
        recordOffset = base + next;
        return newline >= 0;
    }

    private void skipNuls() {
        if (isInsideLine()) {
            return;
        }
        while (start < end && bytes[start] == 0) {
            start++;
        }
    }

    private int contentEnd(int newline) {
        return newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    }
}
