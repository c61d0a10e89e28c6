package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.output.Output;
import io.sidecars.logshipper.output.Verdict;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one batch that is in flight: sent again, byte for byte, until it is accepted.
///
/// A batch that the receiver rejects or finds too large blocks the output: it is tried again slowly, no cursor
/// moves, nothing is lost.
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private sealed interface State {
        record Idle() implements State {}

        record Sent(Batch batch, Future<Verdict> answer) implements State {}

        record Waiting(Batch batch, long until, boolean blocked) implements State {}
    }

    private final String name;
    private final Output output;
    private final Backoff backoff;
    private final PipelineMetrics metrics;
    private final Runnable wake;
    private volatile State state = new State.Idle();
    private volatile @Nullable String problem;
    private boolean hurried;

    /// @param wake called when an answer has arrived, from any thread
    Delivery(String name, Output output, Backoff backoff, PipelineMetrics metrics, Runnable wake) {
        this.name = name;
        this.output = output;
        this.backoff = backoff;
        this.metrics = metrics;
        this.wake = wake;
    }

    boolean isIdle() {
        return state instanceof State.Idle;
    }

    boolean isInFlight() {
        return state instanceof State.Sent;
    }

    /// Why the last batch was not accepted, null if it was.
    @Nullable
    String problem() {
        return problem;
    }

    boolean isBlocked() {
        return state instanceof State.Waiting waiting && waiting.blocked();
    }

    /// One word for the operator.
    String word() {
        return switch (state) {
            case State.Idle _ -> "idle";
            case State.Sent _ -> "sending";
            case State.Waiting waiting -> waiting.blocked ? "blocked" : "retrying";
        };
    }

    void send(Batch batch) {
        Future<Verdict> answer = output.send(batch.wire());
        state = new State.Sent(batch, answer);
        answer.onComplete(_ -> wake.run());
    }

    /// Looks whether an answer has come or a wait is over.
    ///
    /// @param finishing whether a batch that waits is to be left alone
    /// @return the batch if it was accepted just now
    @Nullable
    Batch settle(long now, boolean draining, boolean finishing) {
        switch (state) {
            case State.Idle _ -> {}
            case State.Sent(Batch batch, Future<Verdict> answer) -> {
                if (answer.isComplete()) {
                    return conclude(batch, answer.result(), now, draining) ? batch : null;
                }
            }
            case State.Waiting(Batch batch, long until, boolean _) -> {
                if (!finishing && (now - until >= 0 || isHurried(draining))) {
                    metrics.retried();
                    send(batch);
                }
            }
        }
        return null;
    }

    /// Whoever drains has no time to wait for what a back-off has grown to.
    private boolean isHurried(boolean draining) {
        if (!draining || hurried) {
            return false;
        }
        hurried = true;
        backoff.reset();
        return true;
    }

    private boolean conclude(Batch batch, Verdict verdict, long now, boolean draining) {
        switch (verdict) {
            case Verdict.Accepted _ -> {
                if (problem != null) {
                    log.atInfo().addKeyValue("output", name).log("accepted again");
                }
                problem = null;
                backoff.reset();
                state = new State.Idle();
                return true;
            }
            case Verdict.RetryAfter(Duration delay, String why) -> {
                report(why, "not accepted, retrying");
                Duration least = backoff.next();
                Duration wait = delay == null || draining || delay.compareTo(least) < 0 ? least : delay;
                state = new State.Waiting(batch, now + wait.toNanos(), false);
            }
            case Verdict.Rejected(String why) -> block(batch, why, now, draining);
            case Verdict.TooLarge(String why) -> block(batch, why, now, draining);
        }
        return false;
    }

    private void block(Batch batch, String why, long now, boolean draining) {
        report(why, "rejected, the output is blocked until the receiver takes the batch");
        Duration wait = draining ? backoff.next() : Backoff.CAP;
        state = new State.Waiting(batch, now + wait.toNanos(), true);
    }

    private void report(String why, String message) {
        if (problem == null) {
            log.atWarn().addKeyValue("output", name).addKeyValue("why", why).log(message);
        }
        problem = why;
    }
}
