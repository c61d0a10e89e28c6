package io.sidecars.logshipper;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The pipelines at work, each on a thread of its own. The main thread changes them, anybody may look.
final class Workers {
    private static final Duration IDLE = Duration.ofMillis(100);

    private record Worker(Pipeline pipeline, Loop loop) {}

    private final BiFunction<Config.Output, Runnable, Pipeline> pipelines;
    private final Consumer<Throwable> failed;
    private final Map<String, Worker> workers = new ConcurrentSkipListMap<>();

    /// @param pipelines makes the pipeline of an output; the second argument wakes its worker
    /// @param failed told if a pipeline throws what it should not
    Workers(BiFunction<Config.Output, Runnable, Pipeline> pipelines, Consumer<Throwable> failed) {
        this.pipelines = pipelines;
        this.failed = failed;
    }

    /// Starts what has no worker yet.
    void start(List<Config.Output> outputs) {
        for (Config.Output output : outputs) {
            if (!workers.containsKey(output.name())) {
                Pipeline pipeline = pipelines.apply(output, () -> wake(output.name()));
                Loop loop = new Loop("output-" + output.name(), pipeline::step, () -> IDLE, failed);
                workers.put(output.name(), new Worker(pipeline, loop));
                loop.start();
            }
        }
    }

    /// Asks all to make way for successors.
    void finish() {
        workers.values().forEach(worker -> worker.pipeline.finish());
        wake();
    }

    /// Puts new pipelines in the place of those that have nothing in flight any more.
    ///
    /// @return whether all are replaced
    boolean replaceFinished(List<Config.Output> outputs) throws InterruptedException {
        for (Worker worker : List.copyOf(workers.values())) {
            if (worker.pipeline.isFinished() && worker.loop.stop(Duration.ofSeconds(1))) {
                worker.pipeline.close();
                workers.remove(worker.pipeline.name());
            }
        }
        start(outputs);
        Set<String> names = outputs.stream().map(Config.Output::name).collect(Collectors.toSet());
        return workers.keySet().equals(names)
                && workers.values().stream().noneMatch(worker -> worker.pipeline.isFinishing());
    }

    void wake() {
        workers.values().forEach(worker -> worker.loop.wake());
    }

    private void wake(String output) {
        Worker worker = workers.get(output);
        if (worker != null) {
            worker.loop.wake();
        }
    }

    /// To be called again after each scan.
    void drain() {
        workers.values().forEach(worker -> worker.pipeline.drain());
        wake();
    }

    boolean areDrained() {
        return workers.values().stream().allMatch(worker -> worker.pipeline.isDrained());
    }

    void stop() throws InterruptedException {
        for (Worker worker : workers.values()) {
            worker.loop.stop(Duration.ofSeconds(1));
        }
    }

    boolean areStuck(Duration limit) {
        return workers.values().stream().anyMatch(worker -> worker.loop.isStuck(limit));
    }

    List<PipelineStatus> status() {
        return workers.values().stream().map(worker -> worker.pipeline.status()).toList();
    }
}
