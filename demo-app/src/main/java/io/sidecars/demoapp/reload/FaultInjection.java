package io.sidecars.demoapp.reload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Faults requested for the next reload. A fault applies once, to the next reload of a new version.
public final class FaultInjection {

    static final Duration SLOW = Duration.ofSeconds(3);

    private final AtomicBoolean reject = new AtomicBoolean();
    private final AtomicBoolean slow = new AtomicBoolean();

    /// The faults that the next reload will have.
    public record Armed(boolean reject, boolean slow) {}

    public void rejectNext() {
        reject.set(true);
    }

    public void slowNext() {
        slow.set(true);
    }

    public Armed armed() {
        return new Armed(reject.get(), slow.get());
    }

    Armed take() {
        return new Armed(reject.getAndSet(false), slow.getAndSet(false));
    }
}
