package io.sidecars.logshipper.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// Converts the wall-clock time of a zone to an instant like [LocalDateTime#atZone]: a time that is skipped or
/// repeated by a change of the offset is read with the offset before the change. The offset is cached until the
/// next change.
final class ZoneClock {
    private final ZoneId zone;
    private long knownFrom = Long.MAX_VALUE;
    private long knownTo = Long.MIN_VALUE;
    private int offset;

    ZoneClock(ZoneId zone) {
        this.zone = zone;
    }

    /// @param local seconds from 1970-01-01T00:00:00 on the wall clock
    long epochSecond(long local) {
        if (local >= knownFrom && local < knownTo) {
            return local - offset;
        }
        ZonedDateTime time =
                LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC).atZone(zone);
        remember(time);
        return time.toEpochSecond();
    }

    private void remember(ZonedDateTime time) {
        offset = time.getOffset().getTotalSeconds();
        ZoneRules rules = zone.getRules();
        Instant instant = time.toInstant();
        ZoneOffsetTransition last = rules.previousTransition(instant.plusNanos(1));
        ZoneOffsetTransition next = rules.nextTransition(instant);
        knownFrom = last == null ? Long.MIN_VALUE : last.toEpochSecond() + larger(last);
        knownTo = next == null ? Long.MAX_VALUE : next.toEpochSecond() + larger(next);
    }

    private static int larger(ZoneOffsetTransition change) {
        return Math.max(
                change.getOffsetBefore().getTotalSeconds(),
                change.getOffsetAfter().getTotalSeconds());
    }
}
