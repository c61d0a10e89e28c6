package io.sidecars.logshipper.output;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Limits how often something is done. If the clock is set back, the interval ends.
final class Throttle {
    private final Duration length;
    private final InstantSource clock;
    private @Nullable Instant last;

    Throttle(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    /// True the first time, then at most once per interval.
    boolean permits() {
        Instant now = clock.instant();
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(length))) {
            return false;
        }
        last = now;
        return true;
    }
}
