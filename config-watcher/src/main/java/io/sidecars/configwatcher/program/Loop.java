package io.sidecars.configwatcher.program;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Calls one `step()` again and again on a thread of its own. After a step that did work the next one follows at
/// once; otherwise the loop waits until it is woken or the idle time is over. The step owns no thread, so tests
/// call it directly.
public final class Loop {
    /// A bounded amount of work.
    public interface Step {
        /// Returns whether it did any work.
        boolean run() throws InterruptedException;
    }

    private final Step step;
    private final Supplier<Duration> idle;
    private final Consumer<Throwable> failed;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopped;
    private volatile long lastStep = System.nanoTime();

    /// @param idle how long to wait after a step that did none
    /// @param failed called once, on the loop's thread, if a step throws; the loop has then ended
    public Loop(String name, Step step, Supplier<Duration> idle, Consumer<Throwable> failed) {
        this.step = step;
        this.idle = idle;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /// Ends the wait between two steps.
    public void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    /// Ends the loop after the current step, and waits for that.
    ///
    /// @return whether the loop ended in time
    public boolean stop(Duration atMost) throws InterruptedException {
        stop();
        return join(atMost);
    }

    /// Ends the loop after the current step.
    public void stop() {
        stopped = true;
        wake();
    }

    /// Returns whether the loop ended in time.
    public boolean join(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    /// Whether no step has ended for this long: the current one hangs, or the thread has died.
    public boolean isStuck(Duration limit) {
        return !stopped && System.nanoTime() - lastStep > limit.toNanos();
    }

    private void run() {
        try {
            while (!stopped) {
                boolean worked = step.run();
                lastStep = System.nanoTime();
                if (!worked) {
                    boolean _ = wakeUps.tryAcquire(idle.get().toNanos(), TimeUnit.NANOSECONDS);
                }
                wakeUps.drainPermits();
            }
        } catch (Throwable e) { // errors too, and checked exceptions that Vert.x's `await` throws undeclared
            failed.accept(e);
        }
    }
}
