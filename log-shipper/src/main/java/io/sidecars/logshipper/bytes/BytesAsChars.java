package io.sidecars.logshipper.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A range of bytes, each shown as one character, so that a character index is a byte index. Reused for one range
/// after the other.
public final class BytesAsChars implements CharSequence {
    private byte[] bytes = {};
    private int from;
    private int length;
    private long reads;

    /// Shows another range.
    public void show(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        length = newTo - newFrom;
        reads = 0;
    }

    /// How often a character was read since the range was set: it measures the work of a matcher.
    public long reads() {
        return reads;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        reads++;
        return (char) (bytes[from + index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(bytes, from + start, end - start, ISO_8859_1);
    }

    @Override
    public String toString() {
        return new String(bytes, from, length, ISO_8859_1);
    }
}
