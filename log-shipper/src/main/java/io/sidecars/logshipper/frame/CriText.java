package io.sidecars.logshipper.frame;

import io.sidecars.logshipper.bytes.Swar;

/// The text of a record that [CriPieces] joined: the line ends and prefixes between the pieces are removed, the
/// first prefix stays. The result is valid until the next call. The scratch buffer grows to the longest record.
public final class CriText {
    private byte[] scratch = {};
    private byte[] bytes = scratch;
    private int start;
    private int end;

    /// Joins the lines of one record, which include the line ends between them. A record of one line is not
    /// copied.
    public void join(byte[] source, int from, int to) {
        int lineEnd = lineEnd(source, from, to);
        if (lineEnd == to) {
            bytes = source;
            start = from;
            end = to;
            return;
        }
        if (scratch.length < to - from) {
            scratch = new byte[to - from];
        }
        bytes = scratch;
        start = 0;
        end = 0;
        append(source, from, lineEnd);
        while (lineEnd < to) {
            int line = lineEnd + 1;
            lineEnd = lineEnd(source, line, to);
            int tags = CriLine.tags(source, line, lineEnd);
            append(source, tags < 0 ? line : CriLine.text(source, tags, lineEnd), lineEnd);
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    private void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, scratch, end, to - from);
        end += to - from;
    }

    private static int lineEnd(byte[] source, int from, int to) {
        int newline = Swar.indexOf('\n', source, from, to);
        return newline < 0 ? to : newline;
    }
}
