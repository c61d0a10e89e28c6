package io.sidecars.logshipper;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.KnownFiles;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.checkpoint.StateLock;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Config.State.OnDamage;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Output.StartAt;
import io.sidecars.logshipper.engine.FileDescriptors;
import io.sidecars.logshipper.engine.LossMetrics;
import io.sidecars.logshipper.engine.RequestMetrics;
import io.sidecars.logshipper.engine.Sinks;
import io.sidecars.logshipper.pipeline.Backoff;
import io.sidecars.logshipper.pipeline.BatchMemory;
import io.sidecars.logshipper.pipeline.DeadLetters;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.program.Loop;
import io.sidecars.logshipper.rules.Resource;
import io.sidecars.logshipper.rules.Rules;
import io.sidecars.logshipper.status.StatusReport;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One catalog and one pipeline for each output, each on a thread of its own.
final class Shipper {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final Duration SETTLE = Duration.ofMillis(20);

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final Consumer<Throwable> failed;
    private final StateLock lock;
    private final LossMetrics losses;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Workers workers;
    private volatile Config config;
    private BatchMemory batchMemory;
    private volatile Loop catalogLoop;

    private Shipper(Config config, StateLock lock, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed)
            throws DamagedCheckpointException {
        this.config = config;
        this.batchMemory = new BatchMemory(config.spareBatchMemory());
        this.lock = lock;
        this.vertx = vertx;
        this.registry = registry;
        this.failed = failed;
        this.losses = new LossMetrics(registry);
        this.workers = new Workers(this::pipeline, failed);
        this.cursors = new Cursors(names(config));
        CheckpointFile file = new CheckpointFile(config.state().directory());
        Set<String> startAtEnd = new HashSet<>();
        Checkpoint saved = load(file, startAtEnd);
        startAtEnd.addAll(newAtEnd(config, saved.outputs()));
        KnownFiles knownFiles = new KnownFiles(file, saved, cursors, losses, InstantSource.system(), System::nanoTime);
        this.catalog =
                new Catalog(config, startAtEnd, cursors, knownFiles, losses, System::nanoTime, FileDescriptors.forFiles());
        gauge(
                "files_open",
                "Files with bytes that are followed.",
                c -> c.generations().size());
        gauge("files_unreadable", "Files that match and cannot be read.", Catalog::unreadableFiles);
        gauge("held_bytes", "Bytes of files without a name that are held for an output.", Catalog::heldBytes);
        Gauge.builder("log_shipper_checkpoint_age_seconds", knownFiles, KnownFiles::checkpointAge)
                .description("Since the checkpoint last agreed with the cursors.")
                .register(registry);
        this.catalogLoop = catalogLoop();
    }

    /// @param failed told if a part throws what it should not: the program must end, its checkpoint makes that safe
    static Shipper start(Config config, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed)
            throws StateLock.InUseException, DamagedCheckpointException {
        StateLock lock = StateLock.acquire(config.state().directory());
        Shipper shipper = new Shipper(config, lock, vertx, registry, failed);
        shipper.workers.start(config.outputs());
        shipper.catalogLoop.start();
        return shipper;
    }

    private Checkpoint load(CheckpointFile file, Set<String> startAtEnd) throws DamagedCheckpointException {
        try {
            return file.load();
        } catch (DamagedCheckpointException e) {
            OnDamage policy = config.state().onDamage();
            if (policy == OnDamage.FAIL) {
                throw e;
            }
            log.atError()
                    .addKeyValue("policy", policy.name().toLowerCase(Locale.ROOT))
                    .log("nothing is remembered of earlier runs");
            losses.unknown(Losses.Reason.STATE, config.state().directory().toString());
            if (policy == OnDamage.END) {
                startAtEnd.addAll(names(config));
            }
            return Checkpoint.EMPTY;
        }
    }

    /// Takes over another configuration: changed rules apply from the cursors, what is in flight finishes under the
    /// old ones. Outputs change one by one, so that a slow one delays no other: see [#replaceFinished].
    ///
    /// @throws IllegalStateException if the file system hangs, so that the files cannot be handed over
    void reload(Config next) throws InterruptedException {
        if (!catalogLoop.stop(STUCK)) {
            throw new IllegalStateException("a scan does not end");
        }
        catalog.reload(next, newAtEnd(next, cursors.outputs()));
        cursors.outputs(names(next));
        config = next;
        batchMemory = new BatchMemory(next.spareBatchMemory());
        workers.finish();
        replaceFinished();
        catalogLoop = catalogLoop();
        catalogLoop.start();
    }

    /// Goes on with a reload.
    ///
    /// @return whether every output has the configuration that was taken over last
    boolean replaceFinished() throws InterruptedException {
        return workers.replaceFinished(config.outputs());
    }

    /// Whether the condition to end without SIGTERM is met.
    boolean isOver() {
        Config.ExitWhen when = config.exitWhen();
        return (when.file() != null && Files.exists(when.file()))
                || (when.quiet() != null && catalog.quietFor().compareTo(when.quiet()) >= 0);
    }

    /// Reads every file to its end and waits for the last acknowledgement, up to the deadline.
    ///
    /// @param hurried whether to end now, with what is acknowledged by now
    /// @return the exit code
    int stop(BooleanSupplier hurried) throws InterruptedException {
        Duration limit = config.drain().deadline();
        long deadline = System.nanoTime() + limit.toNanos();
        catalogLoop.stop(limit);
        catalog.lookAtEverything();
        do {
            replaceFinished();
            scan();
            workers.drain();
            Thread.sleep(SETTLE);
        } while (!workers.areDrained() && System.nanoTime() < deadline && !hurried.getAsBoolean());
        workers.stop();
        catalog.save();
        lock.close();
        List<PipelineStatus> ends = workers.status();
        ends.forEach(Shipper::lastWords);
        if (config.drain().summary() && !hurried.getAsBoolean()) {
            workers.sendSummaries();
        }
        return workers.areDrained() ? ExitCode.DONE : ExitCode.BYTES_LEFT;
    }

    /// Where the dead letters of one output, or of all, are, those included that are no longer configured.
    List<Path> deadLetters(@Nullable String output) {
        Path state = config.state().directory();
        return Stream.concat(names(config).stream(), DeadLetters.outputs(state).stream())
                .distinct()
                .filter(name -> output == null || output.equals(name))
                .map(name -> DeadLetters.path(state, name))
                .toList();
    }

    /// Sends the dead letters of one output, or of all, once more.
    ///
    /// @return how many there are, by output
    Map<String, Integer> replay(@Nullable String output) {
        return workers.replay(output);
    }

    boolean live() {
        return !catalogLoop.isStuck(STUCK) && !workers.areStuck(STUCK);
    }

    StatusReport status(@Nullable String configProblem) {
        return new StatusReport(
                configProblem,
                workers.status(),
                catalog.generations().stream()
                        .map(file -> new StatusReport.Followed(
                                file.path().toString(), file.id().toString(), file.size()))
                        .toList());
    }

    private Loop catalogLoop() {
        return new Loop("catalog", this::scan, () -> catalog.idle(config.pollInterval()), failed);
    }

    private boolean scan() {
        if (catalog.step()) {
            workers.wake();
        }
        return false;
    }

    private Pipeline pipeline(Output of, Runnable wake) {
        losses.register(of.name());
        return new Pipeline(
                of,
                new Sinks(vertx, resource(), InstantSource.system()).sink(of, new RequestMetrics(registry, of.name())),
                new Rules(config.process(), of.common().process()),
                new Pipeline.Shared(
                        catalog,
                        cursors,
                        losses,
                        config.state().directory(),
                        batchMemory,
                        config::batchCost,
                        registry,
                        InstantSource.system(),
                        System::nanoTime),
                new Backoff(RandomGenerator.getDefault()),
                wake);
    }

    private Resource resource() {
        Config.Resource resource = config.resource();
        return new Resource(
                resource.attributes(), resource.podInfo(), resource.labels(), resource.annotations(), System::nanoTime);
    }

    private void gauge(String name, String description, ToDoubleFunction<Catalog> value) {
        Gauge.builder("log_shipper_" + name, catalog, value)
                .description(description)
                .register(registry);
    }

    private static List<String> names(Config config) {
        return config.outputs().stream().map(Output::name).toList();
    }

    /// Outputs that have not run before, and begin at the end of what is there.
    private static Set<String> newAtEnd(Config config, List<String> earlier) {
        return config.outputs().stream()
                .filter(output -> output.common().startAt() == StartAt.END)
                .map(Output::name)
                .filter(name -> !earlier.contains(name))
                .collect(Collectors.toSet());
    }

    private static void lastWords(PipelineStatus status) {
        log.atInfo()
                .addKeyValue("output", status.name())
                .addKeyValue("delivered", status.sentRecords())
                .addKeyValue("bytesLeft", status.lagBytes())
                .addKeyValue("drained", status.state().equals("drained"))
                .log("stopped");
    }
}
