package io.sidecars.logshipper.rules;

/// Tells numbers in a JSON text apart from digits in its strings, without parsing it. In other text, a number that
/// looks like a member of a JSON object or array counts as one.
final class JsonNumbers {
    private static final ByteSet SPACE = new ByteSet(" \t\r\n", false);
    private static final ByteSet NUMBER = new ByteSet("0-9+.eE-", false);
    /// How far a number may extend to either side. The limit keeps the total time linear.
    private static final int MAX_LENGTH = 64;

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

    /// Whether the index is in a number outside quotes. Must be called with ascending indexes.
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
        return NUMBER.skipBack(text, Math.max(from, at - MAX_LENGTH), at);
    }

    int end(int at) {
        return NUMBER.skip(text, at, Math.min(to, at + MAX_LENGTH));
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
