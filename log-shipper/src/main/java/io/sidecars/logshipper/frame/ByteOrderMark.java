package io.sidecars.logshipper.frame;

/// The UTF-8 byte order mark that some programs write at the start of a file. It is not part of the text.
final class ByteOrderMark {
    private static final int LENGTH = 3;

    private ByteOrderMark() {}

    /// How many bytes to skip at the start of a file: 3 or 0.
    static int length(byte[] bytes, int from, int to) {
        boolean marked = to - from >= LENGTH
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return marked ? LENGTH : 0;
    }
}
