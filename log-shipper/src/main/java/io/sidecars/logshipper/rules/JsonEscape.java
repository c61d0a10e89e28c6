package io.sidecars.logshipper.rules;

/// Finds escape sequences of JSON that contain letters or digits. If a match began inside one, replacing it would
/// leave a broken escape sequence.
final class JsonEscape {
    private static final ByteSet HEX = new ByteSet("0-9a-fA-F", false);
    private static final int LONGEST = 6;

    private JsonEscape() {}

    /// The end of the escape sequence that begins before `at` and reaches it, or -1.
    static int endOf(byte[] text, int from, int at, int to) {
        for (int i = at - 1; i >= Math.max(from, at - LONGEST); i--) {
            if (text[i] == '\\') {
                int end = begins(text, from, i) ? end(text, i, to) : -1;
                return end >= at ? end : -1;
            }
        }
        return -1;
    }

    /// In a run of backslashes, every second one is escaped by the one before it.
    private static boolean begins(byte[] text, int from, int backslash) {
        int i = backslash;
        while (i > from && text[i - 1] == '\\') {
            i--;
        }
        return (backslash - i) % 2 == 0;
    }

    private static int end(byte[] text, int backslash, int to) {
        return switch (text[backslash + 1]) {
            case 'b', 'f', 'n', 'r', 't' -> backslash + 2;
            case 'u' -> {
                int end = backslash + LONGEST;
                yield end <= to && HEX.skip(text, backslash + 2, end) == end ? end : -1;
            }
            default -> -1;
        };
    }
}
