package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;

/// Two clocks: a monotonic one for delays, and the wall clock for timestamps that people read.
public interface Time {
    /// Monotonic, since an arbitrary fixed moment.
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
