package io.sidecars.logshipper.rules;

/// Finds the matches of one rule in a text, from left to right; they do not overlap and are never empty.
abstract sealed class Finder permits BearerFinder, CardFinder, EmailFinder, PatternFinder, UrlPasswordFinder {
    static final int NOWHERE = Integer.MAX_VALUE;

    byte[] text = {};
    int from;
    int to;
    private int start = NOWHERE;
    private int end = NOWHERE;

    /// Goes to the first match of a text.
    void begin(byte[] newText, int newFrom, int newTo) {
        text = newText;
        from = newFrom;
        to = newTo;
        end = newFrom;
        next();
    }

    /// Goes to the next match.
    final void next() {
        if (!find(end)) {
            match(NOWHERE, NOWHERE);
        }
    }

    /// Calls [#match] for the first match that begins here or later; false if there is none.
    abstract boolean find(int at);

    final boolean match(int newStart, int newEnd) {
        start = newStart;
        end = newEnd;
        return true;
    }

    /// Where the match begins, [#NOWHERE] if there is none.
    final int start() {
        return start;
    }

    final int end() {
        return end;
    }

    /// Whether the match is a JSON value outside quotes, so that a replacement needs its own.
    boolean isBareJson() {
        return false;
    }
}
