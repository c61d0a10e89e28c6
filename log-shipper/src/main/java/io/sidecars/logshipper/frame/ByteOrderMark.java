package io.sidecars.logshipper.frame;

/// The mark of UTF-8 that some programs write at the start of a file: no part of its text.
public final class ByteOrderMark {
    private static final int LENGTH = 3;

    private ByteOrderMark() {}

    /// Bytes to skip at the start of a file.
    public static int length(byte[] bytes, int from, int to) {
        boolean marked = to - from >= LENGTH
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return marked ? LENGTH : 0;
    }
}
