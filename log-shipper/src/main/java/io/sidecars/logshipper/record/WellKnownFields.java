package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decides which fields are the time, the severity and the message: for each, the first of its well-known names
/// whose value is one. Names are case-sensitive. All other fields stay fields.
///
/// A severity in a nested object (`{"log":{"level":"info"}}`) counts as `log.level`; the object stays a field.
final class WellKnownFields {
    private static final byte[][] NAMES = ascii(
            // time, in order of precedence
            "@timestamp",
            "timestamp",
            "time",
            "ts",
            "datetime",
            "timeUnixNano",
            // severity
            "level",
            "severity",
            "log.level",
            "severity_text",
            "severityText",
            "lvl",
            "severityNumber",
            // message
            "message",
            "msg",
            "log",
            "body");
    private static final int FIRST_SEVERITY = 6;
    private static final int LEVEL = 6;
    private static final int LOG_LEVEL = 8;
    private static final int SEVERITY_NUMBER = 12;
    private static final int FIRST_MESSAGE = 13;
    private static final int LOG = 15;

    private static final int SLOTS = 64;
    private static final byte[] INDEX = index();

    private final Timestamps timestamps;
    private final EpochTime epochTime = new EpochTime();
    private final int[] fieldOf = new int[NAMES.length];

    WellKnownFields(ZoneId zone) {
        timestamps = new Timestamps(zone);
    }

    void assign(Fields fields) {
        Arrays.fill(fieldOf, -1);
        for (int i = 0; i < fields.size(); i++) {
            int role = role(fields.name(i));
            if (role >= 0) {
                fieldOf[role] = i;
            }
        }
        fields.setAside(time(fields), severity(fields), message(fields));
    }

    private int time(Fields fields) {
        for (int role = 0; role < FIRST_SEVERITY; role++) {
            if (fieldOf[role] >= 0 && isTime(fields.value(fieldOf[role]), fields)) {
                return fieldOf[role];
            }
        }
        return -1;
    }

    private boolean isTime(Slice value, Fields fields) {
        byte[] bytes = value.bytes();
        int from = value.from();
        int to = value.to();
        if (timestamps.parse(bytes, from, to) == to) {
            fields.time(timestamps.nanos(), timestamps.precision(), bytes, from, to);
            return true;
        }
        if (epochTime.parse(bytes, from, to)) {
            fields.time(epochTime.nanos(), epochTime.precision(), bytes, from, to);
            return true;
        }
        return false;
    }

    private int severity(Fields fields) {
        for (int role = FIRST_SEVERITY; role < FIRST_MESSAGE; role++) {
            int field = fieldOf[role];
            if (field >= 0 && isSeverity(fields.value(field), role, fields)) {
                return field;
            }
            if (role == LOG_LEVEL
                    && fieldOf[LOG] >= 0
                    && fields.value(fieldOf[LOG]).isObject()) {
                Slice nested = fields.find(NAMES[LOG_LEVEL]);
                if (isSeverity(nested, role, fields)) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static boolean isSeverity(@Nullable Slice value, int role, Fields fields) {
        if (value == null) {
            return false;
        }
        byte[] bytes = value.bytes();
        int from = value.from();
        int to = value.to();
        int number = switch (role) {
            case SEVERITY_NUMBER -> Severities.ofOpenTelemetry(bytes, from, to);
            case LEVEL -> Math.max(Severities.ofName(bytes, from, to), Severities.ofPino(bytes, from, to));
            default -> Severities.ofName(bytes, from, to);
        };
        if (number > 0) {
            fields.severity(number, bytes, from, to);
        }
        return number > 0;
    }

    private int message(Fields fields) {
        for (int role = FIRST_MESSAGE; role < NAMES.length; role++) {
            int field = fieldOf[role];
            if (field >= 0 && fields.value(field).kind() != Kind.JSON) {
                fields.message(fields.value(field));
                return field;
            }
        }
        return -1;
    }

    private static int role(Slice name) {
        if (name.isEmpty()) {
            return -1;
        }
        int slot = slot(name.bytes(), name.from(), name.to());
        while (INDEX[slot] >= 0) {
            if (name.is(NAMES[INDEX[slot]])) {
                return INDEX[slot];
            }
            slot = (slot + 1) % SLOTS;
        }
        return -1;
    }

    private static byte[] index() {
        byte[] index = new byte[SLOTS];
        Arrays.fill(index, (byte) -1);
        for (int role = 0; role < NAMES.length; role++) {
            int slot = slot(NAMES[role], 0, NAMES[role].length);
            while (index[slot] >= 0) {
                slot = (slot + 1) % SLOTS;
            }
            index[slot] = (byte) role;
        }
        return index;
    }

    private static int slot(byte[] bytes, int from, int to) {
        return (bytes[from] * 3 + bytes[to - 1] * 7 + to - from) & (SLOTS - 1);
    }

    private static byte[][] ascii(String... names) {
        byte[][] bytes = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            bytes[i] = names[i].getBytes(US_ASCII);
        }
        return bytes;
    }
}
