package io.sidecars.logshipper.frame;

import io.sidecars.logshipper.record.Utf8;

/// Replaces each byte that starts no well-formed sequence, one for one.
final class Utf8Transcoder implements Transcoder {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private byte[] scratch = {};
    private byte[] bytes = scratch;
    private int start;
    private int end;

    @Override
    public boolean transcode(byte[] source, int from, int to) {
        int malformed = Utf8.firstMalformed(source, from, to);
        if (malformed == to) {
            bytes = source;
            start = from;
            end = to;
            return true;
        }
        int most = (to - from) * REPLACEMENT.length;
        if (scratch.length < most) {
            scratch = new byte[most];
        }
        bytes = scratch;
        start = 0;
        end = 0;
        int copied = from;
        while (malformed < to) {
            append(source, copied, malformed);
            append(REPLACEMENT, 0, REPLACEMENT.length);
            copied = malformed + 1;
            malformed = Utf8.firstMalformed(source, copied, to);
        }
        append(source, copied, to);
        return false;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public int cut(byte[] source, int from, int index) {
        return Utf8.cut(source, from, index);
    }

    private void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, scratch, end, to - from);
        end += to - from;
    }
}
