package io.sidecars.logshipper.frame;

import io.sidecars.logshipper.bytes.Swar;
import io.sidecars.logshipper.record.Completeness;

/// Cuts the bytes of a file into records: [#begin] takes a range of the file, [#next] cuts one record after the
/// other until it returns false. A record that is not complete by then is cut again, from its start, in a later
/// range.
///
/// NULs before a line are a hole that a truncation left behind, or space that the app has reserved. They belong to
/// the record that follows them, but not to its text.
///
/// A cutter copies nothing, is reused for one range after the other, and serves one thread.
public final class RecordCutter {
    /// CR, LF.
    private static final int MAX_LINE_END = 2;
    /// Whether a line continues a record is decided by this many of its bytes at most, never by more that happen
    /// to be in the range: the ranges in which a file is read must not matter.
    private static final int MAX_JUDGED = 64 << 10;

    private final Framing framing;
    private byte[] bytes = {};
    private int start;
    private int end;
    /// The file offset of `bytes[0]`.
    private long base;
    /// The file offset at which the next record starts. It is smaller than that of `start` after NULs.
    private long nextOffset;

    private boolean mayStillGrow;
    private long leftOut;

    private int textStart;
    private int textEnd;
    private long offset;
    private long endOffset;
    private Completeness completeness = Completeness.COMPLETE;

    public RecordCutter(Framing framing) {
        this.framing = framing;
    }

    /// How many bytes a range must have, unless it reaches to the end of the file: enough to see the end of the
    /// longest record, and what decides whether the line after it belongs to it. With fewer, [#next] might never
    /// find a record.
    public int lookahead() {
        return longestLine() + (framing.multiline() == null ? 0 : judged());
    }

    /// Takes the range `[from, to)` of an array, whose bytes must stay as they are until the next call. If the
    /// range does not begin at the start of the file, `bytes[from - 1]` must be the byte before it in the file.
    ///
    /// @param readOffset the file offset of `bytes[from]`
    /// @param nextOffset the file offset at which the next record starts: `readOffset`, or less if only NULs are
    ///     between
    public void begin(byte[] bytes, int from, int to, long readOffset, long nextOffset) {
        this.bytes = bytes;
        this.nextOffset = nextOffset;
        start = from;
        end = to;
        base = readOffset - from;
        mayStillGrow = false;
    }

    /// Cuts the next record, or the next piece of a line that is too long.
    ///
    /// @param last whether a multiline record at the end of the range is complete, because no line will follow
    /// @return false if the range has no further complete record
    public boolean next(boolean last) {
        mayStillGrow = false;
        if (framing.truncate() && isInsideLine() && !skipToLineEnd()) {
            return false;
        }
        skipNuls();
        int newline = newline(start);
        if (isTooLong(newline)) {
            int cut = cut(framing.charset().cut(bytes, start, start + framing.maxLength()));
            take(cut, cut, framing.truncate() ? Completeness.TRUNCATED : Completeness.PARTIAL);
            return true;
        }
        if (newline < 0) {
            return false;
        }
        Multiline multiline = framing.multiline();
        if (multiline != null) {
            return nextMultiline(multiline, newline, last);
        }
        take(newline, Completeness.COMPLETE);
        return true;
    }

    private boolean nextMultiline(Multiline multiline, int firstNewline, boolean last) {
        int newline = firstNewline;
        multiline.begin(bytes, firstTextByte(), contentEnd(newline));
        for (int lines = 1; ; lines++) {
            int line = newline + 1;
            int next = Swar.indexOf('\n', bytes, line, Math.min(end, line + longestLine()));
            boolean isJudged = next >= 0 || end >= line + judged();
            if (isJudged && !multiline.continues(bytes, line, judgedEnd(line, next))) {
                take(newline, Completeness.COMPLETE);
                return true;
            }
            if (isJudged && (isTooLong(next) || lines == framing.maxLines())) {
                take(newline, Completeness.PARTIAL);
                return true;
            }
            if (next < 0) {
                // The rest of a line, or a line that is not in the range yet, may belong to this record.
                mayStillGrow = !last;
                if (last) {
                    take(newline, Completeness.COMPLETE);
                }
                return last;
            }
            newline = next;
        }
    }

    /// Cuts a record whose end is not in the range: a line without a line end, or a multiline record that may
    /// still grow. Call it only after [#next] has returned false.
    ///
    /// @return false if nothing is left
    public boolean nextIncomplete() {
        if (start == end) {
            return false;
        }
        Multiline multiline = framing.multiline();
        int newline = multiline == null ? -1 : Swar.indexOf('\n', bytes, start, end);
        if (multiline != null && newline >= 0) {
            multiline.begin(bytes, firstTextByte(), contentEnd(newline));
            while (newline >= 0 && newline + 1 < end) {
                int next = Swar.indexOf('\n', bytes, newline + 1, end);
                if (!multiline.continues(bytes, newline + 1, judgedEnd(newline + 1, next))) {
                    break;
                }
                newline = next;
            }
        }
        if (newline < 0) {
            take(end, end, Completeness.PARTIAL);
        } else {
            take(newline, Completeness.PARTIAL);
        }
        return true;
    }

    /// Holds the text of the last record in `[textStart, textEnd)`, without its line end.
    public byte[] bytes() {
        return bytes;
    }

    public int textStart() {
        return textStart;
    }

    public int textEnd() {
        return textEnd;
    }

    /// The file offset of the first byte that belongs to the last record.
    public long offset() {
        return offset;
    }

    /// The file offset after the last record and its line end.
    public long endOffset() {
        return endOffset;
    }

    public Completeness completeness() {
        return completeness;
    }

    /// Whether the range ends with a multiline record that may still grow.
    public boolean mayStillGrow() {
        return mayStillGrow;
    }

    /// The file offset at which the next record starts.
    public long nextOffset() {
        return nextOffset;
    }

    /// The file offset from which to read the next range: [#nextOffset], or after it if NULs were skipped. Reading
    /// these again could fill the whole range and leave no room for the line after them.
    public long readOffset() {
        return base + start;
    }

    /// Bytes that are in no text since the last call: skipped NULs, and the rest of truncated lines.
    public long takeLeftOut() {
        long taken = leftOut;
        leftOut = 0;
        return taken;
    }

    private int longestLine() {
        return framing.maxLength() + MAX_LINE_END;
    }

    private int judged() {
        return Math.min(MAX_JUDGED, longestLine());
    }

    /// The end of what decides about a line; its newline is negative if there is none in the range.
    private int judgedEnd(int line, int newline) {
        int most = line + judged();
        return newline >= 0 && newline < most ? contentEnd(newline) : Math.min(end, most);
    }

    /// The first newline from this index on, -1 if there is none within the longest record.
    private int newline(int from) {
        return Swar.indexOf('\n', bytes, from, Math.min(end, start + longestLine()));
    }

    /// Whether a record that ends with this newline, or has none yet, is too long.
    private boolean isTooLong(int newline) {
        return newline < 0 ? end - start >= longestLine() : contentEnd(newline) - start > framing.maxLength();
    }

    /// Where to cut a line that is too long: between two words, or between two members of JSON, in the last
    /// quarter of the piece. Then no rule misses a token, an address or a card number of which each piece has a
    /// part.
    private int cut(int most) {
        int least = start + framing.maxLength() - framing.maxLength() / 4;
        int at = most;
        while (at >= least) {
            int word = at;
            while (word > start && (bytes[word - 1] == ' ' || bytes[word - 1] == '\t')) {
                word--;
            }
            boolean afterWord = word < at && word > start && !isContinued(bytes[word - 1]);
            if (afterWord || (bytes[at - 1] == '"' && bytes[at] == ',')) {
                return at;
            }
            at = word < at ? word : at - 1;
        }
        return most;
    }

    /// Whether a secret may go on after a blank that follows this byte: digits do, and `Bearer`, `Basic`, a colon
    /// and an equals sign announce it.
    private static boolean isContinued(byte last) {
        return switch (last) {
            case ':', '=', 'r', 'R', 'c', 'C' -> true;
            default -> last >= '0' && last <= '9';
        };
    }

    private void take(int newline, Completeness how) {
        take(contentEnd(newline), newline + 1, how);
    }

    private void take(int contentEnd, int next, Completeness how) {
        textStart = firstTextByte();
        textEnd = contentEnd;
        offset = nextOffset;
        endOffset = base + next;
        completeness = how;
        leftOut += readOffset() - nextOffset;
        start = next;
        nextOffset = endOffset;
    }

    private int firstTextByte() {
        return readOffset() == 0 ? start + ByteOrderMark.length(bytes, start, end) : start;
    }

    private boolean isInsideLine() {
        return start > 0 && nextOffset == readOffset() && bytes[start - 1] != '\n';
    }

    /// Leaves out the rest of a truncated line. False if its end is not in the range.
    private boolean skipToLineEnd() {
        int newline = Swar.indexOf('\n', bytes, start, end);
        int next = newline < 0 ? end : newline + 1;
        leftOut += next - start;
        start = next;
        nextOffset = readOffset();
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
