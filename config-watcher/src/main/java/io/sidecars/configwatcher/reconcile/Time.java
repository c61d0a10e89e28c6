package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;

/// Two clocks: one for waiting, which no correction of the wall clock moves, and one for people to read.
public interface Time {
    /// Since some fixed moment.
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
