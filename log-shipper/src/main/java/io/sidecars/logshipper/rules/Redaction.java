package io.sidecars.logshipper.rules;

import java.util.Arrays;
import java.util.List;

/// Replaces what its rules match in the text of a record. No byte that a rule matches in the original text
/// remains: all rules search that text, and overlapping matches get one replacement, that of the earliest match.
///
/// It is reused for every record and serves one thread. A text without a match is scanned once per rule and not
/// copied.
final class Redaction {
    private static final byte[] QUOTE = {'"'};
    private static final int NONE = -1;

    private final List<RedactionRule> rules;
    private final Finder[] finders;
    private byte[] bytes = {};
    private int length;

    Redaction(List<RedactionRule> rules) {
        this.rules = List.copyOf(rules);
        this.finders = rules.stream().map(RedactionRule::finder).toArray(Finder[]::new);
    }

    /// Redacts a text that is valid UTF-8. The result is valid UTF-8 too.
    ///
    /// @return the number of replacements; if it is 0, use the text itself and not [#bytes]
    int redact(byte[] text, int from, int to) {
        for (Finder finder : finders) {
            finder.begin(text, from, to);
        }
        length = 0;
        int count = 0;
        int copied = from;
        for (int first = earliest(); first != NONE; first = earliest()) {
            Finder finder = finders[first];
            append(text, copied, finder.start());
            replace(rules.get(first).with(), finder.isBareJson());
            copied = pass(finder.end());
            count++;
        }
        if (count > 0) {
            append(text, copied, to);
        }
        return count;
    }

    /// Holds the redacted text, from 0 to [#length]. Valid until the next call, and only if something was
    /// replaced.
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private int earliest() {
        int first = NONE;
        int start = Finder.NOWHERE;
        for (int i = 0; i < finders.length; i++) {
            if (finders[i].start() < start) {
                first = i;
                start = finders[i].start();
            }
        }
        return first;
    }

    /// Moves every finder past the matches that overlap a match that ends at `end`. Returns where the last of them
    /// ends.
    private int pass(int end) {
        int reached = end;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Finder finder : finders) {
                while (finder.start() < reached) {
                    reached = Math.max(reached, finder.end());
                    finder.next();
                    moved = true;
                }
            }
        }
        return reached;
    }

    private void replace(byte[] with, boolean quoted) {
        if (quoted) {
            append(QUOTE, 0, 1);
        }
        append(with, 0, with.length);
        if (quoted) {
            append(QUOTE, 0, 1);
        }
    }

    private void append(byte[] source, int from, int to) {
        int needed = length + to - from;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
        System.arraycopy(source, from, bytes, length, to - from);
        length = needed;
    }
}
