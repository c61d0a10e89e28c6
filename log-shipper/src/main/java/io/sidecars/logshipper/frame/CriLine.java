package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// A line in the format of container runtimes (CRI): `2016-10-06T00:17:09.669794202Z stdout P the text`.
final class CriLine {
    private static final byte[] STDOUT = " stdout ".getBytes(US_ASCII);
    private static final byte[] STDERR = " stderr ".getBytes(US_ASCII);

    private CriLine() {}

    /// The index of the tags, or -1 if the line is not in this format.
    static int tags(byte[] bytes, int from, int to) {
        int space = indexOfSpace(bytes, from, to);
        int tags = space + STDOUT.length;
        boolean valid = LineStart.isTime(bytes, from, to)
                && (LineStart.is(STDOUT, bytes, space, to) || LineStart.is(STDERR, bytes, space, to))
                && tags < to
                && (bytes[tags] == 'P' || bytes[tags] == 'F')
                && (tags + 1 == to || bytes[tags + 1] == ' ' || bytes[tags + 1] == ':');
        return valid ? tags : -1;
    }

    static boolean isPartial(byte[] bytes, int tags) {
        return bytes[tags] == 'P';
    }

    static boolean isStderr(byte[] bytes, int tags) {
        return bytes[tags - 2] == 'r';
    }

    /// The index of the text: after the space that ends the tags, or the end of the line.
    static int text(byte[] bytes, int tags, int to) {
        return Math.min(to, indexOfSpace(bytes, tags, to) + 1);
    }

    private static int indexOfSpace(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != ' ') {
            i++;
        }
        return i;
    }
}
