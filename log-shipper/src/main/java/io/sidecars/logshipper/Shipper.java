package io.sidecars.logshipper;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.checkpoint.StateLock;
import io.sidecars.logshipper.checkpoint.UnusableStateException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.engine.Engine;
import io.sidecars.logshipper.engine.EngineStatus;
import io.sidecars.logshipper.engine.Environment;
import io.sidecars.logshipper.engine.FileDescriptors;
import io.sidecars.logshipper.engine.LossMetrics;
import io.sidecars.logshipper.engine.RequestMetrics;
import io.sidecars.logshipper.engine.Sinks;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.program.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives an [Engine] with threads: one for the catalog, one for each pipeline. Adds what the engine leaves out:
/// the lock on the state directory, the drain deadline and the exit code. The main thread reloads and stops it;
/// any thread may ask for its status.
final class Shipper {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final Duration BETWEEN_DRAIN_ROUNDS = Duration.ofMillis(20);
    /// How long a scan may still run, whatever the deadline: a drain needs the end of the last scan.
    private static final Duration SCAN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SUMMARY_TIMEOUT = Duration.ofSeconds(1);
    private static final int SUMMARY_SHARE = 10;

    private final StateLock lock;
    private final Consumer<Throwable> failed;
    private final Workers workers;
    private final Engine engine;
    private volatile Loop catalogLoop;

    private Shipper(Config config, StateLock lock, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed)
            throws DamagedCheckpointException {
        this.lock = lock;
        this.failed = failed;
        this.workers = new Workers(failed);
        this.engine = Engine.start(
                config,
                new Environment(
                        new Sinks(vertx, InstantSource.system(), output -> new RequestMetrics(registry, output)),
                        new LossMetrics(registry),
                        registry,
                        InstantSource.system(),
                        System::nanoTime,
                        RandomGenerator.getDefault(),
                        FileDescriptors.availableForLogs(),
                        workers::wake));
        this.catalogLoop = catalogLoop();
    }

    /// @param failed is told if a part throws unexpectedly. The program must then exit; the checkpoint makes that
    ///     safe
    /// @throws UnusableStateException if there is a state that cannot be read now; nothing has started then
    static Shipper start(Config config, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed)
            throws StateLock.InUseException, DamagedCheckpointException {
        StateLock lock = StateLock.acquire(config.state().directory());
        Shipper shipper;
        try {
            shipper = new Shipper(config, lock, vertx, registry, failed);
        } catch (UnusableStateException e) {
            lock.close(); // for the next attempt
            throw e;
        }
        lock.report();
        shipper.workers.start(shipper.engine.pipelines());
        shipper.catalogLoop.start();
        return shipper;
    }

    /// Takes over another configuration. Outputs change one by one, see [#replaceFinished].
    ///
    /// @throws IllegalStateException if the file system hangs, so that the files cannot be handed over
    void reload(Config next) throws InterruptedException {
        if (!catalogLoop.stop(STUCK)) {
            throw new IllegalStateException("the catalog's scan has not ended for " + STUCK.toSeconds() + " s");
        }
        engine.reload(next);
        workers.wakeAll();
        boolean _ = replaceFinished();
        catalogLoop = catalogLoop();
        catalogLoop.start();
    }

    /// Continues a reload: replaces the pipelines that have nothing in flight any more.
    ///
    /// @return whether every output uses the configuration that was taken over last
    boolean replaceFinished() throws InterruptedException {
        for (Pipeline finished : engine.finished()) {
            if (workers.stop(finished)) {
                engine.replace(finished);
            }
        }
        workers.start(engine.pipelines());
        return engine.isReloaded();
    }

    boolean isExitDue() {
        return engine.isExitDue();
    }

    /// Reads every file to its end and waits for the last acknowledgement, up to the deadline.
    ///
    /// @param hurried whether to end now, with what is acknowledged by now
    /// @return the exit code
    int stop(BooleanSupplier hurried) throws InterruptedException {
        Config.Drain drain = engine.config().drain();
        long end = System.nanoTime() + drain.deadline().toNanos();
        long deadline = end - (drain.summary() ? summaryTime(drain.deadline()) : 0);
        boolean scansEnded = endScans(deadline, hurried);
        if (scansEnded) {
            do {
                boolean _ = replaceFinished();
                engine.drain();
                workers.wakeAll();
                Thread.sleep(BETWEEN_DRAIN_ROUNDS);
            } while (!engine.isDrained() && System.nanoTime() < deadline && !hurried.getAsBoolean());
        }
        workers.stopAll();
        if (scansEnded) { // else the scan may go on at any time, and save as well: the lock ends with the process
            engine.save();
            lock.close();
        }
        engine.status().outputs().forEach(Shipper::logEnd);
        if (drain.summary() && !hurried.getAsBoolean()) {
            sendSummaries(Math.min(SUMMARY_TIMEOUT.toNanos(), end - System.nanoTime()));
        }
        return engine.isDrained() ? ExitCode.DONE : ExitCode.UNFINISHED;
    }

    /// Ends the catalog's thread. If the file system hangs, the scan keeps the catalog, which serves one thread at a
    /// time: then nothing can be drained.
    ///
    /// @return whether the last scan has ended
    private boolean endScans(long deadline, BooleanSupplier hurried) throws InterruptedException {
        boolean ended = catalogLoop.stop(SCAN_TIMEOUT);
        while (!ended && System.nanoTime() < deadline && !hurried.getAsBoolean()) {
            ended = catalogLoop.join(BETWEEN_DRAIN_ROUNDS);
        }
        if (!ended) {
            log.atError().log("log-shipper stops without draining: the last scan of the log files has not ended");
        }
        return ended;
    }

    /// What is kept of the deadline for the summaries, which say most when the drain was not completed.
    private static long summaryTime(Duration deadline) {
        return Math.min(SUMMARY_TIMEOUT.toNanos(), deadline.toNanos() / SUMMARY_SHARE);
    }

    private void sendSummaries(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            Object _ = Future.join(engine.sendSummaries()).await(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.atInfo().log("summary not acknowledged in time");
        }
    }

    /// See [Engine#deadLetters].
    List<Path> deadLetters(@Nullable String output) {
        return engine.deadLetters(output);
    }

    /// See [Engine#replay].
    Map<String, Integer> replay(@Nullable String output) {
        return engine.replay(output);
    }

    EngineStatus status() {
        return engine.status();
    }

    boolean live() {
        return !catalogLoop.isStuck(STUCK) && !workers.areStuck(STUCK);
    }

    private Loop catalogLoop() {
        return new Loop("catalog", this::scan, engine::idle, failed);
    }

    private boolean scan() {
        if (engine.scan()) {
            workers.wakeAll();
        }
        return false;
    }

    private static void logEnd(PipelineStatus status) {
        log.atInfo()
                .addKeyValue("output", status.name())
                .addKeyValue("delivered", status.sentRecords())
                .addKeyValue("bytesLeft", status.lagBytes())
                .addKeyValue("drained", status.state() == PipelineStatus.State.DRAINED)
                .log("output stopped");
    }
}
