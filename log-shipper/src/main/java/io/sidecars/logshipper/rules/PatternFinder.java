package io.sidecars.logshipper.rules;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sidecars.logshipper.bytes.BytesAsChars;

/// Finds the matches of a regular expression. A match that splits a character is widened to the whole character.
///
/// One search takes linear time, but each of many searches in one text can read it to its end. If that happens,
/// the rest of the text counts as one match, because log-shipper must neither hang nor let a secret through.
final class PatternFinder extends Finder {
    private static final int MAX_READS_PER_BYTE = 64;
    private static final int FREE_READS = 64 << 10;

    private final BytesAsChars chars = new BytesAsChars();
    private final Matcher matcher;

    PatternFinder(Pattern pattern) {
        this.matcher = pattern.matcher(chars);
    }

    @Override
    void begin(byte[] newText, int newFrom, int newTo) {
        chars.show(newText, newFrom, newTo);
        matcher.reset(chars);
        super.begin(newText, newFrom, newTo);
    }

    @Override
    boolean find(int begin) {
        for (int at = begin; at < to; at++) {
            if (chars.reads() > FREE_READS + (long) MAX_READS_PER_BYTE * (to - from)) {
                return match(at, to);
            }
            if (!matcher.find(at - from)) {
                return false;
            }
            int start = from + matcher.start();
            int end = from + matcher.end();
            if (start < end) {
                return match(characterStart(start), characterEnd(end));
            }
            at = start;
        }
        return false;
    }

    @Override
    boolean seesEscapes() {
        return true;
    }

    private int characterStart(int at) {
        int start = at;
        while (start > from && isContinuation(text[start])) {
            start--;
        }
        return start;
    }

    private int characterEnd(int at) {
        int end = at;
        while (end < to && isContinuation(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
