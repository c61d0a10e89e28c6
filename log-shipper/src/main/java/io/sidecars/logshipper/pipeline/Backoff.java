package io.sidecars.logshipper.pipeline;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: a random delay between zero and a limit that doubles up to the cap.
public final class Backoff {
    private static final Duration INITIAL = Duration.ofMillis(500);
    static final Duration CAP = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private long limit = INITIAL.toNanos();

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long delay = random.nextLong(limit + 1);
        limit = Math.min(limit * 2, CAP.toNanos());
        return Duration.ofNanos(delay);
    }

    void reset() {
        limit = INITIAL.toNanos();
    }
}
