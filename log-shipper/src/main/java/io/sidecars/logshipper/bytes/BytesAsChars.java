package io.sidecars.logshipper.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A range of bytes, each shown as one character, so that an index is an offset. Used again for range after range.
public final class BytesAsChars implements CharSequence {
    private byte[] bytes = {};
    private int from;
    private int length;
    private long reads;

    /// Another range to show.
    public void show(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        length = newTo - newFrom;
        reads = 0;
    }

    /// How often a character was looked at since the range was set: a measure of a matcher's work.
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
