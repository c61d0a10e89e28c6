package io.sidecars.logshipper.frame;

import io.sidecars.logshipper.record.Utf8;

/// Replaces each byte that does not start a well-formed sequence with one U+FFFD.
final class Utf8Transcoder extends Transcoder {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private byte[] scratch = {};
    private int length;

    @Override
    public boolean transcode(byte[] source, int from, int to) {
        int malformed = Utf8.firstMalformed(source, from, to);
        if (malformed == to) {
            result(source, from, to);
            return true;
        }
        int capacity = (to - from) * REPLACEMENT.length;
        if (scratch.length < capacity) {
            scratch = new byte[capacity];
        }
        length = 0;
        int copied = from;
        while (malformed < to) {
            append(source, copied, malformed);
            append(REPLACEMENT, 0, REPLACEMENT.length);
            copied = malformed + 1;
            malformed = Utf8.firstMalformed(source, copied, to);
        }
        append(source, copied, to);
        result(scratch, 0, length);
        return false;
    }

    @Override
    public int cut(byte[] source, int from, int index) {
        return Utf8.cut(source, from, index);
    }

    private void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, scratch, length, to - from);
        length += to - from;
    }
}
