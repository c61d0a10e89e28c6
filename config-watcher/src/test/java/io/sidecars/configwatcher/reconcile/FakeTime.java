package io.sidecars.configwatcher.reconcile;

import java.time.Duration;
import java.time.Instant;

/// Time that passes only when told to.
final class FakeTime implements Time {
    private Duration elapsed = Duration.ofHours(1);
    private Instant wall = Instant.parse("2026-11-24T14:00:00Z");

    void pass(Duration duration) {
        elapsed = elapsed.plus(duration);
        wall = wall.plus(duration);
    }

    /// As an operator or NTP does.
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
