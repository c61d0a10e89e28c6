package io.sidecars.logshipper.record;

import org.jspecify.annotations.Nullable;

/// What a parser found in one record: message, time, severity, and the other fields in their order. It is used
/// again for the next record and copies no bytes.
///
/// Names are unique, and can be written between JSON quotes as they are. A field that became the message, the
/// time or the severity is not listed among the others, but [#find] still finds it.
public final class Fields {
    /// A record with more fields does not parse.
    public static final int MAX = 256;
    /// Stands for a record without a time.
    public static final long NO_TIME = 0;
    /// The precision of a record without a time.
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

    /// The whole text unless a part of it is known to be the message.
    public Slice message() {
        return message;
    }

    /// Nanoseconds since the epoch as the record says, plausible or not, or [#NO_TIME].
    public long timeNanos() {
        return timeNanos;
    }

    /// How many digits of the second's fraction the record gives, 0 to 9, or [#NO_PRECISION].
    public int timePrecision() {
        return timePrecision;
    }

    /// The time as it is written, or empty. It needs no escaping.
    public Slice time() {
        return time;
    }

    /// OpenTelemetry's severity number, 1 to 24, or 0 for unknown.
    public int severity() {
        return severity;
    }

    /// The severity as it is written, or empty. It needs no escaping.
    public Slice severityText() {
        return severityText;
    }

    /// How many fields there are besides message, time and severity.
    public int size() {
        return listed;
    }

    public Slice name(int index) {
        return names[index];
    }

    public Slice value(int index) {
        return values[index];
    }

    /// The value of a field, or of a member of nested JSON objects whose names are joined by dots: `log.level`
    /// is the field of that name, else `level` in the object `log`. Where several objects fit, the one with the
    /// longest name is looked into. The result is valid until the next call.
    ///
    /// @param name as it stands between JSON quotes
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

    /// Forgets everything: the whole text is the message.
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

    /// Adds a field, or replaces the value of the one with this name. False if there is no room.
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

    /// Takes up to three fields (-1 for none) off the list; the others keep their order.
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
