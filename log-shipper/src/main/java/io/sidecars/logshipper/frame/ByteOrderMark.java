package io.sidecars.logshipper.frame;

/// What the first bytes of a file say about its charset.
public enum ByteOrderMark {
    NONE(0),
    UTF_8(3),
    /// UTF-16 or UTF-32 in either byte order: cannot be framed, see [Charsets].
    WIDE(0);

    private final int length;

    ByteOrderMark(int length) {
        this.length = length;
    }

    /// How many bytes are to be skipped.
    public int length() {
        return length;
    }

    /// Looks at a file's first line, which must be complete: of a line that is still being written a part of the
    /// mark may be missing.
    public static ByteOrderMark of(byte[] bytes, int from, int to) {
        int pair = to - from < 2 ? 0 : (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF);
        return switch (pair) {
            case 0xEFBB -> to - from > 2 && bytes[from + 2] == (byte) 0xBF ? UTF_8 : NONE;
            case 0xFEFF, 0xFFFE -> WIDE;
            case 0 -> isBigEndian32(bytes, from, to) ? WIDE : NONE;
            default -> NONE;
        };
    }

    private static boolean isBigEndian32(byte[] bytes, int from, int to) {
        return to - from >= 4
                && bytes[from] == 0
                && bytes[from + 1] == 0
                && bytes[from + 2] == (byte) 0xFE
                && bytes[from + 3] == (byte) 0xFF;
    }
}
