package io.sidecars.logshipper.program;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Drives one `step()` on a thread of its own: again at once while the step did work, else when woken or when the
/// idle time is over. The step owns no thread, so tests call it directly.
public final class Loop {
    private final BooleanSupplier step;
    private final Supplier<Duration> idle;
    private final Consumer<Throwable> failed;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopped;
    private volatile long lastStep = System.nanoTime();

    /// @param idle how long to wait for the next step where the last one did nothing
    /// @param failed told once if a step throws; the loop has then ended
    public Loop(String name, BooleanSupplier step, Supplier<Duration> idle, Consumer<Throwable> failed) {
        this.step = step;
        this.idle = idle;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    /// Ends the loop after the step that runs now.
    ///
    /// @return whether it has ended in time
    public boolean stop(Duration atMost) throws InterruptedException {
        stop();
        return join(atMost);
    }

    public void stop() {
        stopped = true;
        wake();
    }

    /// Returns whether it has ended in time.
    public boolean join(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    /// Whether no step has ended for so long, be it that one hangs or that the thread has died.
    public boolean isStuck(Duration limit) {
        return !stopped && System.nanoTime() - lastStep > limit.toNanos();
    }

    private void run() {
        try {
            while (!stopped) {
                boolean worked = step.getAsBoolean();
                lastStep = System.nanoTime();
                if (!worked) {
                    boolean _ = wakeUps.tryAcquire(idle.get().toNanos(), TimeUnit.NANOSECONDS);
                }
                wakeUps.drainPermits();
            }
        } catch (Throwable e) { // an Error too, and what `await` rethrows unchecked
            failed.accept(e);
        }
    }
}
