package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;

/// Finds email addresses: `local@domain.tld`. Bytes outside ASCII count as letters, so that no part of an
/// international address remains. The top-level domain must begin with a letter: `name@1.2.3` is a version.
final class EmailFinder extends Finder {
    private static final ByteSet LOCAL = new ByteSet("A-Za-z0-9._%+-", true);
    private static final ByteSet LABEL = new ByteSet("A-Za-z0-9-", true);
    private static final ByteSet LETTER = new ByteSet("A-Za-z", true);

    @Override
    boolean find(int begin) {
        int at = Swar.indexOf('@', text, begin, to);
        while (at >= 0) {
            int start = LOCAL.skipBack(text, begin, at);
            int end = domainEnd(at + 1);
            if (start < at && end >= 0) {
                return match(start, end);
            }
            at = Swar.indexOf('@', text, at + 1, to);
        }
        return false;
    }

    /// The index after the last label that can be a top-level domain, or -1.
    private int domainEnd(int begin) {
        int domainEnd = -1;
        int end = LABEL.skip(text, begin, to);
        boolean empty = end == begin;
        while (!empty && end < to && text[end] == '.') {
            int label = end + 1;
            end = LABEL.skip(text, label, to);
            empty = end == label;
            if (end - label >= 2 && LETTER.has(text[label])) {
                domainEnd = end;
            }
        }
        return domainEnd;
    }
}
