package io.sidecars.logshipper;

import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.program.Loop;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The threads of the pipelines, one each. The main thread starts and stops them; any thread may wake one.
final class Workers {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<Throwable> failed;
    private final Map<String, Loop> loops = new ConcurrentHashMap<>();

    /// @param failed is told if a pipeline throws unexpectedly
    Workers(Consumer<Throwable> failed) {
        this.failed = failed;
    }

    /// Starts a thread for each pipeline that has none.
    void start(Collection<Pipeline> pipelines) {
        for (Pipeline pipeline : pipelines) {
            if (!loops.containsKey(pipeline.name())) {
                Loop loop = new Loop("output-" + pipeline.name(), pipeline::step, pipeline::idle, failed);
                loops.put(pipeline.name(), loop);
                loop.start();
            }
        }
    }

    /// Stops the thread of one pipeline after the step that runs now.
    ///
    /// @return whether it has stopped; if not, it is asked again at the next call
    boolean stop(Pipeline pipeline) throws InterruptedException {
        Loop loop = loops.get(pipeline.name());
        if (loop == null) {
            return true;
        }
        boolean stopped = loop.stop(STOP_TIMEOUT);
        if (stopped) {
            loops.remove(pipeline.name());
        }
        return stopped;
    }

    /// Stops all threads, each after the step that runs now. One that hangs is left alone after a second.
    void stopAll() throws InterruptedException {
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        loops.values().forEach(Loop::stop);
        for (Loop loop : loops.values()) {
            boolean _ = loop.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    /// @param output whose pipeline has something to do
    void wake(String output) {
        Loop loop = loops.get(output);
        if (loop != null) {
            loop.wake();
        }
    }

    void wakeAll() {
        loops.values().forEach(Loop::wake);
    }

    boolean areStuck(Duration limit) {
        return loops.values().stream().anyMatch(loop -> loop.isStuck(limit));
    }
}
