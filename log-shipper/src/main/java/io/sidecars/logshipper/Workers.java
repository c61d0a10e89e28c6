package io.sidecars.logshipper;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.program.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pipelines at work, each on a thread of its own. The main thread changes them, anybody may look.
final class Workers {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private record Worker(Pipeline pipeline, Loop loop) {}

    private final BiFunction<Output, Runnable, Pipeline> pipelines;
    private final Consumer<Throwable> failed;
    private final Map<String, Worker> workers = new ConcurrentSkipListMap<>();

    /// @param pipelines makes the pipeline of an output; the second argument wakes its worker
    /// @param failed told if a pipeline throws what it should not
    Workers(BiFunction<Output, Runnable, Pipeline> pipelines, Consumer<Throwable> failed) {
        this.pipelines = pipelines;
        this.failed = failed;
    }

    /// Starts what has no worker yet.
    void start(List<Output> outputs) {
        for (Output output : outputs) {
            if (!workers.containsKey(output.name())) {
                Pipeline pipeline = pipelines.apply(output, () -> wake(output.name()));
                Loop loop = new Loop("output-" + output.name(), pipeline::step, pipeline::idle, failed);
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
    boolean replaceFinished(List<Output> outputs) throws InterruptedException {
        for (Worker worker : List.copyOf(workers.values())) {
            if (worker.pipeline.isFinished() && worker.loop.stop(Duration.ofSeconds(1))) {
                worker.pipeline.close();
                workers.remove(worker.pipeline.name());
            }
        }
        start(outputs);
        Set<String> names = outputs.stream().map(Output::name).collect(Collectors.toSet());
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

    /// Ends all, each after the step that runs now. One that hangs is left alone after a while.
    void stop() throws InterruptedException {
        long deadline = System.nanoTime() + STOPPING.toNanos();
        workers.values().forEach(worker -> worker.loop.stop());
        for (Worker worker : workers.values()) {
            worker.loop.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    /// To be called after [#stop]: tells each receiver that works what was delivered and what is left.
    void sendSummaries() {
        List<Future<Verdict>> sent = workers.values().stream()
                .map(worker -> worker.pipeline.sendSummary())
                .toList();
        try {
            Object _ = Future.join(sent).await(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atInfo().log("a receiver did not take the summary in time");
        }
    }

    /// Sends dead letters once more.
    ///
    /// @param output null for all
    /// @return how many there are, by output
    Map<String, Integer> replay(@Nullable String output) {
        return workers.values().stream()
                .map(Worker::pipeline)
                .filter(pipeline -> output == null || output.equals(pipeline.name()))
                .collect(Collectors.toMap(Pipeline::name, Pipeline::replay));
    }

    boolean areStuck(Duration limit) {
        return workers.values().stream().anyMatch(worker -> worker.loop.isStuck(limit));
    }

    List<PipelineStatus> status() {
        return workers.values().stream().map(worker -> worker.pipeline.status()).toList();
    }
}
