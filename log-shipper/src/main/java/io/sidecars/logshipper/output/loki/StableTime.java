package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;

/// Times for a store that merges entries with equal time and text. Digits that a record's time does not have are
/// filled from the record's offset: two equal lines in one millisecond are two entries in their order, and a
/// replay is the same entry.
final class StableTime {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    /// If only the time of reading is known, which is imprecise anyway, this much room keeps the order of a
    /// backlog that is read at once.
    private static final long OBSERVED_ROOM = 100 * MILLISECOND;

    private static final long[] ROOM = room();

    private StableTime() {}

    /// Nanoseconds since 1970.
    static long of(LogRecord record) {
        long time = record.time();
        if (record.isTimeObserved()) {
            return time - time % OBSERVED_ROOM + record.offset() % OBSERVED_ROOM;
        }
        return time + record.offset() % room(record, time);
    }

    /// The precision of a time from an earlier record is unknown. If it is a whole second, it has a second of
    /// room; otherwise a millisecond, because many records may share it.
    private static long room(LogRecord record, long time) {
        if (record.ownTime() != Fields.NO_TIME) {
            return ROOM[record.fields().timePrecision()];
        }
        return time % SECOND == 0 ? SECOND : MILLISECOND;
    }

    private static long[] room() {
        long[] room = new long[10];
        room[9] = 1;
        for (int precision = 8; precision >= 0; precision--) {
            room[precision] = room[precision + 1] * 10;
        }
        return room;
    }
}
