package io.sidecars.configwatcher.program;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Drives one `step()` on a thread of its own: again at once while the step did work, else after a pause. The step owns
/// no thread, so tests call it directly.
public final class Loop {
    /// Between two steps.
    public interface Pause {
        /// Ends at once after a step that did work, else when there may be something to do, before long.
        void await(boolean worked) throws InterruptedException;
    }

    private final BooleanSupplier step;
    private final Pause pause;
    private final Consumer<Throwable> failed;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long lastStep = System.nanoTime();

    /// @param failed told once if a step throws; the loop has then ended
    public Loop(String name, BooleanSupplier step, Pause pause, Consumer<Throwable> failed) {
        this.step = step;
        this.pause = pause;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /// Ends the loop after the step or the pause that runs now.
    ///
    /// @return whether it has ended in time
    public boolean stop(Duration atMost) throws InterruptedException {
        stopped = true;
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
                pause.await(worked);
            }
        } catch (Throwable e) { // an Error too, and what `await` rethrows unchecked
            failed.accept(e);
        }
    }
}
