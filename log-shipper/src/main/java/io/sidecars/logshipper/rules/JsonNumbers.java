package io.sidecars.logshipper.rules;

/// Tells the numbers of a JSON text from digits in its strings. Nothing is parsed; in other text, what looks like a
/// number of a JSON object or array counts as one.
final class JsonNumbers {
    private static final ByteSet SPACE = new ByteSet(" \t\r\n", false);
    private static final ByteSet NUMBER = new ByteSet("0-9+.eE-", false);
    /// What is longer to one side is not taken for a number, so that no text is scanned again and again.
    private static final int LONGEST = 64;

    private byte[] text = {};
    private int from;
    private int to;
    private int scanned;
    private boolean begun;
    private boolean inString;

    void begin(byte[] newText, int newFrom, int newTo) {
        text = newText;
        from = newFrom;
        to = newTo;
        scanned = newFrom;
        begun = false;
        inString = false;
    }

    /// Whether this place is in a number outside quotes; to be asked from left to right.
    boolean contains(int at) {
        scan(at);
        if (!begun || inString) {
            return false;
        }
        int before = SPACE.skipBack(text, from, start(at));
        int after = SPACE.skip(text, end(at), to);
        return before > from && ":,[".indexOf(text[before - 1]) >= 0 && after < to && ",}]".indexOf(text[after]) >= 0;
    }

    int start(int at) {
        return NUMBER.skipBack(text, Math.max(from, at - LONGEST), at);
    }

    int end(int at) {
        return NUMBER.skip(text, at, Math.min(to, at + LONGEST));
    }

    private void scan(int at) {
        for (; scanned < at; scanned++) {
            switch (text[scanned]) {
                case '{', '[' -> begun = true;
                case '"' -> inString = begun && !inString;
                case '\\' -> scanned += inString ? 1 : 0;
                default -> {}
            }
        }
    }
}
