package io.sidecars.logshipper.record;

import org.jspecify.annotations.Nullable;

/// The result of parsing one record: message, time, severity, and the other fields in their order. It copies no
/// bytes and is reused for the next record.
///
/// Names are unique and need no escaping in a JSON string. The fields that became the message, the time and the
/// severity are not listed among the others, but [#find] finds them.
public final class Fields {
    /// The most fields of a record. A record with more does not parse.
    public static final int MAX = 256;
    /// The time of a record that has none.
    public static final long NO_TIME = 0;
    /// The precision of a record that has no time.
    public static final int NO_PRECISION = -1;

    private final Slice[] names = slices();
    private final Slice[] values = slices();
    private final Slice message = new Slice();
    private final Slice time = new Slice();
    private final Slice severityText = new Slice();
    private final JsonPath path = new JsonPath();
    private int count;
    private int listed;
    private long timeNanos;
    private int timePrecision;
    private int severity;

    /// The message: the whole text, unless the parser found a message in it.
    public Slice message() {
        return message;
    }

    /// The time in the record, plausible or not, in nanoseconds since the epoch, or [#NO_TIME].
    long timeNanos() {
        return timeNanos;
    }

    /// How many digits the fraction of a second has in the record, 0 to 9, or [#NO_PRECISION].
    public int timePrecision() {
        return timePrecision;
    }

    /// The time as written in the record, or empty. It needs no escaping.
    public Slice time() {
        return time;
    }

    /// The severity number of OpenTelemetry, 1 to 24, or 0 if unknown.
    public int severity() {
        return severity;
    }

    /// The severity as written in the record, or empty. It needs no escaping.
    public Slice severityText() {
        return severityText;
    }

    /// How many fields there are, not counting message, time and severity.
    public int size() {
        return listed;
    }

    public Slice name(int index) {
        return names[index];
    }

    public Slice value(int index) {
        return values[index];
    }

    /// Finds the value of a field, or of a member of nested JSON objects by its dotted path: `log.level` is the
    /// field of that name or, without one, `level` in the object `log`. If the names of several objects match the
    /// path, the longest name wins. The result is valid until the next call.
    ///
    /// @param name escaped as in a JSON string
    public @Nullable Slice find(byte[] name) {
        int object = -1;
        for (int i = 0; i < count; i++) {
            if (names[i].is(name)) {
                return values[i];
            }
            if (JsonPath.leadsInto(values[i], names[i], name, 0) && (object < 0 || isLonger(names[i], names[object]))) {
                object = i;
            }
        }
        return object < 0 ? null : path.find(values[object], name, length(names[object]) + 1);
    }

    /// Removes all fields. The whole text becomes the message.
    void reset(byte[] bytes, int from, int to) {
        count = 0;
        listed = 0;
        message.set(bytes, from, to, Kind.TEXT);
        timeNanos = NO_TIME;
        timePrecision = NO_PRECISION;
        time.set(bytes, from, from, Kind.TEXT);
        severity = 0;
        severityText.set(bytes, from, from, Kind.TEXT);
    }

    /// Adds a field, or replaces the value of an existing one. False if there are too many.
    boolean put(Slice name, Slice value) {
        for (int i = 0; i < count; i++) {
            if (names[i].is(name.bytes(), name.from(), name.to())) {
                values[i].set(value);
                return true;
            }
        }
        if (count == MAX) {
            return false;
        }
        names[count].set(name);
        values[count].set(value);
        count++;
        listed = count;
        return true;
    }

    void message(Slice value) {
        message.set(value);
    }

    void time(long nanos, int precision, byte[] bytes, int from, int to) {
        timeNanos = nanos;
        timePrecision = precision;
        time.set(bytes, from, to, Kind.TEXT);
    }

    void severity(int number, byte[] bytes, int from, int to) {
        severity = number;
        severityText.set(bytes, from, to, Kind.TEXT);
    }

    /// Removes up to three fields (-1 for none) from the list; the others keep their order.
    void setAside(int first, int second, int third) {
        listed = 0;
        for (int i = 0; i < count; i++) {
            if (i != first && i != second && i != third) {
                swap(names, listed, i);
                swap(values, listed, i);
                listed++;
            }
        }
    }

    private static void swap(Slice[] slices, int a, int b) {
        Slice slice = slices[a];
        slices[a] = slices[b];
        slices[b] = slice;
    }

    private static boolean isLonger(Slice slice, Slice other) {
        return length(slice) > length(other);
    }

    private static int length(Slice slice) {
        return slice.to() - slice.from();
    }

    private static Slice[] slices() {
        Slice[] slices = new Slice[MAX];
        for (int i = 0; i < MAX; i++) {
            slices[i] = new Slice();
        }
        return slices;
    }
}
