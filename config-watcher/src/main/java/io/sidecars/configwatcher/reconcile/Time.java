package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;

/// Two clocks: a monotonic one for delays, and the wall clock for timestamps that people read.
///
/// A moment of the monotonic clock is a [Duration]: the time from an arbitrary fixed start to that moment. A field such
/// as `nextProbe` or `confirmBy` is compared with [#elapsed].
public interface Time {
    /// The present moment: monotonic, since the start.
    Duration elapsed();

    Instant wall();

    static Time system() {
        long start = System.nanoTime();
        return new Time() {
            @Override
            public Duration elapsed() {
                return Duration.ofNanos(System.nanoTime() - start);
            }

            @Override
            public Instant wall() {
                return Instant.now();
            }
        };
    }
}
