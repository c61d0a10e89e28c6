package io.sidecars.demoapp.reload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// What the audience has asked the next reload to do wrong. Each wish is for one reload that would change something.
public final class FaultInjection {

    static final Duration SLOW = Duration.ofSeconds(3);

    private final AtomicBoolean reject = new AtomicBoolean();
    private final AtomicBoolean slow = new AtomicBoolean();

    /// What the next reload will do.
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
