package io.sidecars.logshipper.record;

/// Iterates over the members of one JSON object.
final class JsonMembers {
    private final JsonNames names = new JsonNames();
    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private byte[] bytes = {};
    private int at;
    private int to;
    private boolean closed;

    void begin(byte[] newBytes, int from, int newTo) {
        names.reset();
        bytes = newBytes;
        to = newTo;
        at = Json.blanks(bytes, from, to);
        closed = false;
        if (at < to && bytes[at] == '{') {
            at = Json.blanks(bytes, at + 1, to);
            close();
        } else {
            at = to;
        }
    }

    /// Reads the next member. False at the end of the object, and where it is not well-formed; [#isComplete] tells
    /// which.
    boolean next() {
        if (closed || at >= to || bytes[at] != '"') {
            return false;
        }
        int nameTo = name(at + 1);
        int valueFrom = nameTo < 0 ? -1 : Json.colon(bytes, nameTo, to);
        int valueTo = valueFrom < 0 ? -1 : Json.value(bytes, valueFrom, to, Json.MAX_DEPTH - 1);
        if (valueTo < 0) {
            return false;
        }
        if (bytes[valueFrom] == '"') {
            value.set(bytes, valueFrom + 1, valueTo - 1, Kind.JSON_STRING);
        } else {
            value.set(bytes, valueFrom, valueTo, Kind.JSON);
        }
        at = Json.blanks(bytes, valueTo, to);
        close();
        if (!closed) {
            at = at < to && bytes[at] == ',' ? Json.blanks(bytes, at + 1, to) : to;
        }
        return true;
    }

    /// Whether all members were read, and only whitespace follows the object.
    boolean isComplete() {
        return closed && Json.blanks(bytes, at, to) == to;
    }

    Slice name() {
        return name;
    }

    Slice value() {
        return value;
    }

    private void close() {
        if (at < to && bytes[at] == '}') {
            closed = true;
            at++;
        }
    }

    private int name(int from) {
        int end = Json.special(bytes, from, to);
        if (end < to && bytes[end] == '"') {
            name.set(bytes, from, end, Kind.JSON_STRING);
            return end + 1;
        }
        int after = Json.name(bytes, from - 1, to);
        if (after >= 0) {
            names.read(bytes, from, after - 1, name);
        }
        return after;
    }
}
