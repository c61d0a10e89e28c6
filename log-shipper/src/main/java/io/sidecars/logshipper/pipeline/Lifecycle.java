package io.sidecars.logshipper.pipeline;

import java.util.concurrent.atomic.AtomicReference;

/// What is asked of a pipeline, and how far it has come with it. [#drain] and [#finish] ask, from any thread; only a
/// step of the pipeline says that it is done, and only if nothing else was asked meanwhile.
final class Lifecycle {
    enum Phase {
        RUNNING,
        /// Sends everything that the files hold, at once.
        DRAINING,
        /// A step of the drain found nothing left.
        DRAINED,
        /// Sends nothing more, and waits for the responses to what is in flight.
        FINISHING,
        /// A step found nothing in flight.
        FINISHED;

        boolean isDraining() {
            return this == DRAINING || this == DRAINED;
        }

        boolean isFinishing() {
            return this == FINISHING || this == FINISHED;
        }
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    /// Everything that the catalog had seen by this number of [Catalog#seen] is drained.
    private volatile long drainedUpTo;

    Phase phase() {
        return phase.get();
    }

    void drain() {
        phase.compareAndSet(Phase.RUNNING, Phase.DRAINING);
    }

    void finish() {
        phase.updateAndGet(now -> now == Phase.FINISHED ? now : Phase.FINISHING);
    }

    /// A step of the drain has ended.
    ///
    /// @param asked the phase when the step began
    /// @param done whether it found nothing left
    /// @param seen the number of [Catalog#seen] when the step began
    void drained(Phase asked, boolean done, long seen) {
        if (done) {
            drainedUpTo = seen;
        }
        phase.compareAndSet(asked, done ? Phase.DRAINED : Phase.DRAINING); // unless it was asked to finish
    }

    void finished() {
        phase.set(Phase.FINISHED);
    }

    /// Whether everything is drained that the catalog has seen up to this number.
    boolean isDrained(long seen) {
        return phase.get() == Phase.DRAINED && drainedUpTo == seen;
    }
}
