package io.sidecars.logshipper.record;

import java.util.Arrays;

/// A range of bytes and how they are written. It copies nothing and is reused: it is valid until the next record
/// is parsed.
public final class Slice {
    private byte[] bytes = {};
    private int from;
    private int to;
    private Kind kind = Kind.TEXT;

    Slice() {}

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isEmpty() {
        return from == to;
    }

    /// Whether the bytes, as written, equal these.
    public boolean is(byte[] other) {
        return is(other, 0, other.length);
    }

    boolean is(byte[] other, int otherFrom, int otherTo) {
        return to - from == otherTo - otherFrom && Arrays.equals(bytes, from, to, other, otherFrom, otherTo);
    }

    boolean isObject() {
        return kind == Kind.JSON && bytes[from] == '{';
    }

    void set(byte[] newBytes, int newFrom, int newTo, Kind newKind) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
        kind = newKind;
    }

    void set(Slice other) {
        set(other.bytes, other.from, other.to, other.kind);
    }
}
