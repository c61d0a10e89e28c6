package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;

/// A clock that advances only when the test says so.
final class FakeTime implements Time {
    private Duration elapsed = Duration.ofHours(1);
    private Instant wall = Instant.parse("2026-11-24T14:00:00Z");

    void pass(Duration duration) {
        elapsed = elapsed.plus(duration);
        wall = wall.plus(duration);
    }

    /// Moves the wall clock as an operator or NTP does.
    void correctTheWallClock(Duration by) {
        wall = wall.plus(by);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public Instant wall() {
        return wall;
    }
}
