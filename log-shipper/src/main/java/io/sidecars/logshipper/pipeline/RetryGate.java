package io.sidecars.logshipper.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the answers so far say about one receiver, and when it may be asked again.
///
/// It is *retrying* while the receiver cannot take records now, and *blocked* while it takes none that we have:
/// somebody must look. Either way it goes on asking, for ever.
final class RetryGate {
    /// Rejections in a row after which no single record is to blame any more.
    static final int MOST_REJECTIONS = 100;

    private static final Logger log = LoggerFactory.getLogger(RetryGate.class);
    private static final Duration SLOWLY = Duration.ofSeconds(30);

    enum State {
        WORKING,
        RETRYING,
        BLOCKED
    }

    private final String output;
    private final Backoff backoff;
    private volatile State state = State.WORKING;
    private volatile @Nullable String problem;
    private volatile long wait;
    private long nextAttemptAt;
    private int rejections;
    private boolean draining;
    private boolean suspected;
    private long suspectedSince;

    RetryGate(String output, Backoff backoff) {
        this.output = output;
        this.backoff = backoff;
    }

    State state() {
        return state;
    }

    /// Why the last records were not accepted, null if they were.
    @Nullable
    String problem() {
        return problem;
    }

    /// How long it waits, or waited, before it asks again.
    Duration remaining(long now) {
        return state == State.WORKING ? Duration.ZERO : Duration.ofNanos(Math.max(0, Math.min(wait, nextAttemptAt - now)));
    }

    /// Whether the receiver may be asked.
    boolean maySend(long now) {
        return state == State.WORKING || now - nextAttemptAt >= 0;
    }

    /// Whoever drains has no time to wait for what a back-off has grown to.
    void drain(long now) {
        if (!draining) {
            draining = true;
            backoff.reset();
            nextAttemptAt = now;
        }
    }

    void accepted() {
        if (state != State.WORKING) {
            log.atInfo().addKeyValue("output", output).log("accepted again");
        }
        state = State.WORKING;
        problem = null;
        rejections = 0;
        suspected = false;
        backoff.reset();
    }

    /// What it waited for beside the receiver is there.
    void resumed() {
        if (state == State.BLOCKED) {
            accepted();
        }
    }

    /// The receiver cannot take it now.
    ///
    /// @param asked what it asked for, null if it did not
    void failed(@Nullable Duration asked, String why, long now) {
        if (state == State.WORKING || now - nextAttemptAt >= 0) { // else others in flight have failed with it
            Duration least = backoff.next();
            close(State.RETRYING, asked == null || draining || asked.compareTo(least) < 0 ? least : asked, now);
        }
        report(why, "not accepted, retrying");
    }

    /// How long the receiver has given no other answer than one that a record may be to blame for.
    Duration suspectedFor(long now) {
        if (!suspected) {
            suspected = true;
            suspectedSince = now;
        }
        return Duration.ofNanos(now - suspectedSince);
    }

    /// The receiver will never take these records.
    ///
    /// @return whether it has rejected so many that no single one is to blame
    boolean rejected(int count, String why, long now) {
        rejections = Math.min(MOST_REJECTIONS, rejections + count);
        if (rejections < MOST_REJECTIONS) {
            state = State.WORKING; // it answers
            backoff.reset();
            return false;
        }
        blocked("everything is rejected: " + why, now);
        return true;
    }

    /// Nothing can go on before somebody has done something.
    void blocked(String why, long now) {
        close(State.BLOCKED, draining ? backoff.next() : SLOWLY, now);
        report(why, "blocked, no record is passed over");
    }

    private void close(State next, Duration least, long now) {
        if (next == State.BLOCKED && state != State.BLOCKED) {
            problem = null; // worth another log line
        }
        state = next;
        wait = least.toNanos();
        nextAttemptAt = now + wait;
    }

    private void report(String why, String message) {
        if (problem == null) {
            (state == State.BLOCKED ? log.atError() : log.atWarn())
                    .addKeyValue("output", output)
                    .addKeyValue("why", why)
                    .log(message);
        }
        problem = why;
    }
}
