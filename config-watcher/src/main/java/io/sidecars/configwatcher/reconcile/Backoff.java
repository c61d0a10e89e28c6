package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.Config;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: a random delay below a bound that doubles up to a limit.
final class Backoff {
    private final Config.Retry retry;
    private final RandomGenerator random;
    private Duration bound;

    Backoff(Config.Retry retry, RandomGenerator random) {
        this.retry = retry;
        this.random = random;
        this.bound = retry.initial();
    }

    Duration next() {
        Duration delay = Duration.ofNanos((long) (random.nextDouble() * bound.toNanos()));
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(retry.max()) < 0 ? doubled : retry.max();
        return delay;
    }

    void reset() {
        bound = retry.initial();
    }
}
