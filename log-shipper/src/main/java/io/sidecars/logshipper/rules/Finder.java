package io.sidecars.logshipper.rules;

/// Finds the matches of one rule in a text, from left to right. Matches do not overlap and are never empty.
abstract sealed class Finder permits BearerFinder, CardFinder, EmailFinder, PatternFinder, UrlPasswordFinder {
    static final int NOWHERE = Integer.MAX_VALUE;

    byte[] text = {};
    int from;
    int to;
    private int start = NOWHERE;
    private int end = NOWHERE;

    /// Moves to the first match in a text.
    void begin(byte[] newText, int newFrom, int newTo) {
        text = newText;
        from = newFrom;
        to = newTo;
        end = newFrom;
        next();
    }

    /// Moves to the next match.
    final void next() {
        if (!find(end)) {
            match(NOWHERE, NOWHERE);
        }
    }

    /// Calls [#match] for the first match that begins at `at` or later. Returns false if there is none.
    abstract boolean find(int at);

    final boolean match(int newStart, int newEnd) {
        start = newStart;
        end = newEnd;
        return true;
    }

    /// The index at which the match begins, [#NOWHERE] if there is none.
    final int start() {
        return start;
    }

    final int end() {
        return end;
    }

    /// Whether the match is an unquoted JSON value, so that the replacement must be quoted.
    boolean isBareJson() {
        return false;
    }

    /// Whether it may look for the escape sequences of a text, and not only for what they stand for.
    boolean seesEscapes() {
        return false;
    }
}
