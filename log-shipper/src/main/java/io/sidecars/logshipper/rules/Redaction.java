package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;
import io.sidecars.logshipper.record.JsonTokens;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Replaces what its rules match in the text of a record. No byte that a rule matches in the original text
/// remains: all rules search that text, and overlapping matches get one replacement, that of the earliest match.
///
/// A text that has escape sequences of JSON is searched decoded as well ([DecodedTexts]), because its reader
/// will see it so, and a match is replaced where it is in the text as it is written. In well-formed JSON only
/// strings and other scalars are replaced, so that it stays JSON; there, presets search nothing but the decoded
/// text. Elsewhere a backslash may be one, so that they search both.
///
/// It is reused for every record and serves one thread. A text without a match and without a backslash is
/// scanned once per rule and not copied.
final class Redaction {
    private static final byte[] QUOTE = {'"'};

    private final List<RedactionRule> rules;
    private final DecodedTexts decoded;
    /// Those of each level; the levels that no text had so far are not there yet.
    private Search[] searches;
    /// How many of them take part.
    private int active;

    private byte[] text = {};
    private int from;
    private int to;
    /// Where the well-formed JSON begins with which the text ends. -1 if this is not known yet.
    private int json;
    private final JsonTokens tokens = new JsonTokens();
    private boolean hasToken;

    private byte[] bytes = {};
    private int length;
    private int copied;

    Redaction(List<RedactionRule> rules) {
        this(rules, new DecodedTexts());
    }

    /// @param decoded may be shared by all that serve one thread
    Redaction(List<RedactionRule> rules, DecodedTexts decoded) {
        this.rules = List.copyOf(rules);
        this.decoded = decoded;
        this.searches = rules.stream().map(rule -> new Search(rule, 0)).toArray(Search[]::new);
    }

    /// Redacts a text that is valid UTF-8. The result is valid UTF-8 too.
    ///
    /// @return the number of replaced matches; if it is 0, use the text itself and not [#bytes]
    int redact(byte[] newText, int newFrom, int newTo) {
        text = newText;
        from = newFrom;
        to = newTo;
        json = -1;
        length = 0;
        copied = from;
        begin();
        int count = 0;
        for (Search first = earliest(); first != null; first = earliest()) {
            int start = first.start();
            boolean bare = first.isBareJson();
            int end = pass(first.end());
            count += replace(start, end, first.rule(), bare) ? 1 : 0;
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

    private void begin() {
        active = rules.size();
        if (Swar.indexOf('\\', text, from, to) < 0) {
            for (int i = 0; i < active; i++) {
                searches[i].begin(text, from, to, to, false);
            }
            return;
        }
        findJson();
        for (int i = 0; i < active; i++) {
            searches[i].begin(text, from, searches[i].seesEscapes() ? to : json, to, true);
        }
        decoded.begin(text, from, to);
        for (int level = 1; level <= decoded.count(); level++) {
            int first = active;
            active += rules.size();
            grow(level);
            for (int i = first; i < active; i++) {
                searches[i].begin(text, from, to, decoded);
            }
        }
    }

    private void grow(int level) {
        int present = searches.length;
        if (present < active) {
            searches = Arrays.copyOf(searches, active);
            for (int i = present; i < active; i++) {
                searches[i] = new Search(rules.get(i - present), level);
            }
        }
    }

    private void findJson() {
        if (json < 0) {
            json = JsonTokens.find(text, from, to);
            tokens.begin(text, json, to);
            hasToken = tokens.next();
        }
    }

    private @Nullable Search earliest() {
        Search first = null;
        int start = Finder.NOWHERE;
        for (int i = 0; i < active; i++) {
            if (searches[i].start() < start) {
                first = searches[i];
                start = first.start();
            }
        }
        return first;
    }

    /// Moves every search past the matches that overlap a match that ends at `end`. Returns where the last of them
    /// ends.
    private int pass(int end) {
        int reached = end;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int i = 0; i < active; i++) {
                Search search = searches[i];
                while (search.start() < reached) {
                    reached = Math.max(reached, search.end());
                    search.next();
                    moved = true;
                }
            }
        }
        return reached;
    }

    /// Replaces a range, but in JSON only what it has of strings and other scalars. False if that is nothing.
    private boolean replace(int start, int end, RedactionRule rule, boolean bare) {
        findJson();
        boolean replaced = false;
        if (start < json) {
            put(start, Math.min(end, json), rule.with(), bare);
            replaced = true;
        }
        while (hasToken && tokens.to() <= start) {
            hasToken = tokens.next();
        }
        while (hasToken && tokens.from() < end) {
            boolean string = tokens.isString();
            int tokenStart = string ? Math.max(start, tokens.from()) : tokens.from();
            int tokenEnd = string ? Math.min(end, tokens.to()) : tokens.to();
            if (tokenStart < tokenEnd) {
                put(tokenStart, tokenEnd, rule.withInJson(), !string);
                replaced = true;
            }
            if (string && tokens.to() > end) {
                break;
            }
            hasToken = tokens.next();
        }
        return replaced;
    }

    private void put(int start, int end, byte[] with, boolean quoted) {
        append(text, copied, start);
        if (quoted) {
            append(QUOTE, 0, 1);
        }
        append(with, 0, with.length);
        if (quoted) {
            append(QUOTE, 0, 1);
        }
        copied = end;
    }

    private void append(byte[] source, int start, int end) {
        int needed = length + end - start;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
        System.arraycopy(source, start, bytes, length, end - start);
        length = needed;
    }
}
