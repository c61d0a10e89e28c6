package io.sidecars.logshipper.output;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Keeps something from being done too often. A clock that is set back ends the interval.
final class Throttle {
    private final Duration length;
    private final InstantSource clock;
    private @Nullable Instant last;

    Throttle(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    /// True the first time, then once an interval.
    boolean permits() {
        Instant now = clock.instant();
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(length))) {
            return false;
        }
        last = now;
        return true;
    }
}
