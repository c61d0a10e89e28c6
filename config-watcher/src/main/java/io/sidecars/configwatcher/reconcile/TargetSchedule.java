package io.sidecars.configwatcher.reconcile;

import java.time.Duration;

/// When a target may be told and asked next. It knows delays and deadlines, but not why they apply.
final class TargetSchedule {
    private static final Duration RETRY_REJECTED = Duration.ofMinutes(5);
    /// An app that loses a version sooner than this after it was in sync is told with a growing back-off.
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration PROBE_WHILE_CONFIRMING = Duration.ofMillis(500);

    private final Time time;
    private final Backoff backoff;
    private final Duration timeout;
    private final Duration interval;

    private Duration nextProbe = Duration.ZERO;
    private Duration nextSignal = Duration.ZERO;
    /// What an app asked for with `Retry-After`: it outlives the version.
    private Duration notBefore = Duration.ZERO;
    private Duration inSyncSince = Duration.ZERO;
    private Duration confirmBy = Duration.ZERO;

    /// @param timeout for the status to confirm an accepted signal
    /// @param interval between two questions
    TargetSchedule(Time time, Backoff backoff, Duration timeout, Duration interval) {
        this.time = time;
        this.backoff = backoff;
        this.timeout = timeout;
        this.interval = interval;
    }

    boolean maySignal() {
        return isDue(nextSignal);
    }

    boolean mayProbe() {
        return isDue(nextProbe);
    }

    boolean isConfirmationOverdue() {
        return isDue(confirmBy);
    }

    void newVersion() {
        backoff.reset();
        nextSignal = notBefore;
    }

    void probeAsSoonAsAllowed() {
        nextProbe = notBefore;
    }

    void signalNow() {
        nextSignal = Duration.ZERO;
        probeAsSoonAsAllowed();
    }

    void answered() {
        nextProbe = time.elapsed().plus(interval);
    }

    void unanswered() {
        nextProbe = time.elapsed().plus(shorter(backoff.next(), interval));
    }

    void startConfirming() {
        nextProbe = time.elapsed();
        confirmBy = nextProbe.plus(timeout);
    }

    void keepConfirming() {
        nextProbe = time.elapsed().plus(shorter(PROBE_WHILE_CONFIRMING, interval));
    }

    void confirmed() {
        notBefore = Duration.ZERO;
        nextSignal = Duration.ZERO;
    }

    void becameInSync() {
        inSyncSince = time.elapsed();
    }

    void stayedInSync() {
        if (isSteady()) {
            backoff.reset();
        }
    }

    void lostSync() {
        Duration now = time.elapsed();
        nextSignal = isSteady() ? now : now.plus(backoff.next());
    }

    void failed() {
        retryIn(backoff.next());
    }

    /// @param wait the least that the app asked for
    void failed(Duration wait) {
        notBefore = time.elapsed().plus(wait);
        retryIn(longer(backoff.next(), wait));
    }

    void rejected() {
        nextSignal = time.elapsed().plus(RETRY_REJECTED);
        nextProbe = time.elapsed();
    }

    private void retryIn(Duration delay) {
        nextSignal = time.elapsed().plus(delay);
        nextProbe = nextSignal;
    }

    private boolean isSteady() {
        return isDue(inSyncSince.plus(STEADY));
    }

    private boolean isDue(Duration moment) {
        return time.elapsed().compareTo(moment) >= 0;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
