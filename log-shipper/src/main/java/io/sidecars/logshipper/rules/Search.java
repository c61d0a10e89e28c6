package io.sidecars.logshipper.rules;

/// One rule's matches in a text or in one of its decoded levels, as ranges of the text itself. A range splits no
/// escape sequence of the text, and none of the level that is searched.
final class Search {
    private final RedactionRule rule;
    private final int level;
    private final Finder finder;
    /// The walks through the text and its levels, up to the one that is searched.
    private final Escapes[] walks;
    /// Whether the level that is searched has escape sequences.
    private boolean escaped;
    /// Where the last range ends in the level that is searched.
    private int reached;
    private int start = Finder.NOWHERE;
    private int end = Finder.NOWHERE;

    /// @param level how often the text is decoded before it is searched
    Search(RedactionRule rule, int level) {
        this.rule = rule;
        this.level = level;
        this.finder = rule.finder();
        this.walks = new Escapes[level + 1];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = new Escapes();
        }
    }

    RedactionRule rule() {
        return rule;
    }

    /// Searches the text itself.
    ///
    /// @param to where the search ends
    /// @param textTo where the text ends
    /// @param hasBackslash whether the text may have escape sequences
    void begin(byte[] text, int from, int to, int textTo, boolean hasBackslash) {
        escaped = hasBackslash;
        if (escaped) {
            walks[0].begin(text, from, textTo);
        }
        finder.begin(text, from, to);
        reached = from;
        place();
    }

    /// Searches the level, which is not the text itself.
    void begin(byte[] text, int from, int to, DecodedTexts decoded) {
        escaped = true;
        walks[0].begin(text, from, to);
        for (int i = 1; i <= level; i++) {
            walks[i].begin(decoded.bytes(i), 0, decoded.length(i));
        }
        finder.begin(decoded.bytes(level), 0, decoded.length(level));
        reached = 0;
        place();
    }

    /// Moves to the next match.
    void next() {
        finder.next();
        place();
    }

    /// Where the match begins, [Finder#NOWHERE] if there is none.
    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /// Whether the text itself has the match as an unquoted JSON value, so that the replacement must be quoted.
    boolean isBareJson() {
        return level == 0 && finder.isBareJson();
    }

    /// Whether the rule may look for escape sequences themselves.
    boolean seesEscapes() {
        return finder.seesEscapes();
    }

    /// Ranges ascend and do not overlap: the walks never begin anew, which would take quadratic time.
    private void place() {
        while (finder.end() <= reached) {
            finder.next();
        }
        start = finder.start();
        end = finder.end();
        if (start == Finder.NOWHERE) {
            return;
        }
        if (escaped) {
            start = Math.max(reached, walks[level].widenStart(start));
            end = walks[level].widenEnd(end);
            reached = end;
        }
        for (int i = level - 1; i >= 0; i--) {
            start = walks[i].start(start);
            end = walks[i].end(end);
        }
    }
}
