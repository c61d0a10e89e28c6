package io.sidecars.configwatcher.program;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// SIGTERM and SIGINT as something to wait for. The first signal asks the program to stop in order, the second
/// one to stop at once.
///
/// Until [#install] returns, the JVM ends the process by itself. It is quick: a proxy would take 50 ms on one core.
public final class Termination implements SignalHandler {
    private static final int ENDED_BY_SIGTERM = 143;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean atOnce;

    /// Takes over both signals. A shutdown hook would be told about the first one only.
    public static Termination install() {
        Termination termination = new Termination();
        Signal.handle(new Signal("TERM"), termination);
        Signal.handle(new Signal("INT"), termination);
        return termination;
    }

    @Override
    public void handle(Signal signal) {
        signals.incrementAndGet();
        requested.countDown();
        if (atOnce) {
            System.exit(ENDED_BY_SIGTERM);
        }
    }

    /// For a command that has nothing to finish: a signal ends it, also one that has arrived already.
    public void endAtOnce() {
        atOnce = true;
        if (signals.get() > 0) {
            System.exit(ENDED_BY_SIGTERM);
        }
    }

    /// Waits for the first signal.
    ///
    /// @return false if the time ran out first
    public boolean await(Duration atMost) throws InterruptedException {
        return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Waits for the first signal, however long that takes.
    public void await() throws InterruptedException {
        requested.await();
    }

    /// Whether a second signal has arrived.
    public boolean isHurried() {
        return signals.get() > 1;
    }
}
