package io.sidecars.logshipper.pipeline;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides from the responses so far when the next request may be sent to one receiver.
///
/// The output is *retrying* while the receiver cannot take records now, and *blocked* while it takes no record at
/// all, so that an operator must act. In both states log-shipper keeps asking, without limit.
final class RetryGate {
    /// Rejections in a row after which the cause is not a single bad record.
    static final int MAX_REJECTIONS = 100;

    private static final Logger log = LoggerFactory.getLogger(RetryGate.class);
    private static final Duration BLOCKED_RETRY = Duration.ofSeconds(30);
    /// An outage is logged once, and at most one in this time, so that a receiver cannot decide how much is
    /// logged.
    private static final Duration QUIET = Duration.ofMinutes(1);

    /// From the best to the worst.
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
    private final Map<State, Long> reportedAt = new EnumMap<>(State.class);
    /// The worst state since the output worked that the log has said.
    private State reported = State.WORKING;
    private long unnamed;
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

    /// How long until the next request may be sent.
    Duration remaining(long now) {
        return state == State.WORKING
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, Math.min(wait, nextAttemptAt - now)));
    }

    /// Whether a request may be sent now.
    boolean maySend(long now) {
        return state == State.WORKING || now - nextAttemptAt >= 0;
    }

    /// While draining, the accumulated back-off is reset: the deadline leaves no time for it.
    void drain(long now) {
        if (!draining) {
            draining = true;
            backoff.reset();
            nextAttemptAt = now;
        }
    }

    void accepted() {
        if (reported != State.WORKING) {
            log.atInfo().addKeyValue("output", output).log("output works again");
            reported = State.WORKING;
        }
        state = State.WORKING;
        problem = null;
        rejections = 0;
        suspected = false;
        backoff.reset();
    }

    /// Something other than the receiver had blocked the output, and works again.
    void resumed() {
        if (state == State.BLOCKED) {
            accepted();
        }
    }

    /// The receiver cannot take the records now.
    ///
    /// @param asked the delay that the receiver asked for, null if it did not
    void failed(@Nullable Duration asked, String why, long now) {
        if (state == State.WORKING
                || now - nextAttemptAt >= 0) { // else a request in flight beside it has failed already
            Duration least = backoff.next();
            hold(State.RETRYING, asked == null || draining || asked.compareTo(least) < 0 ? least : asked, now);
        }
        report(why, "delivery failed, retrying", now);
    }

    /// How long every response has been one that a single bad record may have caused.
    Duration suspectedFor(long now) {
        if (!suspected) {
            suspected = true;
            suspectedSince = now;
        }
        return Duration.ofNanos(now - suspectedSince);
    }

    /// The receiver will never take these records.
    ///
    /// @return whether it has rejected so many that the cause is not a single bad record
    boolean rejected(int count, String why, long now) {
        rejections = Math.min(MAX_REJECTIONS, rejections + count);
        if (rejections < MAX_REJECTIONS) {
            state = State.WORKING; // it does respond
            backoff.reset();
            return false;
        }
        blocked("every record is rejected: " + why, now);
        return true;
    }

    /// Nothing can be delivered before an operator has acted.
    void blocked(String why, long now) {
        hold(State.BLOCKED, draining ? backoff.next() : BLOCKED_RETRY, now);
        report(why, "output blocked, no record is skipped", now);
    }

    private void hold(State next, Duration delay, long now) {
        state = next;
        wait = delay.toNanos();
        nextAttemptAt = now + wait;
    }

    private void report(String why, String message, long now) {
        problem = why;
        if (state.compareTo(reported) > 0 && mayReport(state, now)) {
            reported = state;
            (state == State.BLOCKED ? log.atError() : log.atWarn())
                    .addKeyValue("output", output)
                    .addKeyValue("why", why)
                    .log(message);
        }
    }

    private boolean mayReport(State about, long now) {
        Long last = reportedAt.get(about);
        if (last != null && now - last < QUIET.toNanos()) {
            return false;
        }
        reportedAt.put(about, now);
        return true;
    }

    /// Logs that the receiver rejected records without saying which.
    void rejectedUnnamed(long records, String why, long now) {
        unnamed += records;
        if (mayReport(State.WORKING, now)) {
            log.atWarn()
                    .addKeyValue("output", output)
                    .addKeyValue("records", unnamed)
                    .addKeyValue("why", why)
                    .log("receiver rejected records without saying which");
            unnamed = 0;
        }
    }
}
