package io.sidecars.logshipper.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.ClosedFiles;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.KnownFiles;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.pipeline.Backoff;
import io.sidecars.logshipper.pipeline.BatchMemory;
import io.sidecars.logshipper.pipeline.DeadLetters;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.rules.Rules;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole shipper as one object: the catalog of files and one pipeline per output, wired from a configuration
/// and the saved state. It owns no thread and never sleeps; a driver calls its parts. The program gives each part
/// a thread, tests call everything from one.
///
/// What may run at the same time:
///
/// | who | calls |
/// |---|---|
/// | one thread at a time | [#scan], [#reload], [#drain], [#save] |
/// | one thread per pipeline, beside all others | [Pipeline#step] |
/// | one thread, beside scans and steps | [#finished], [#replace], [#isReloaded] |
/// | any thread | everything else |
public final class Engine {
    private final Environment environment;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Map<String, Pipeline> pipelines = new ConcurrentSkipListMap<>();
    private volatile Config config;
    private BatchMemory batchMemory;

    private Engine(Config config, Environment environment) throws DamagedCheckpointException {
        this.config = config;
        this.environment = environment;
        this.batchMemory = new BatchMemory(config.spareBatchMemory());
        this.cursors = new Cursors(names(config));
        CheckpointFile file = new CheckpointFile(config.state().directory());
        SavedState saved = SavedState.load(file, config, environment.losses());
        KnownFiles knownFiles = new KnownFiles(
                file, saved.checkpoint(), cursors, environment.losses(), environment.clock(), environment.nanoTime());
        this.catalog = new Catalog(
                config,
                saved.startAtEnd(),
                cursors,
                knownFiles,
                ClosedFiles.load(config.state().directory(), saved.checkpoint(), System::nanoTime),
                environment.losses(),
                environment.nanoTime(),
                environment.maxOpenFiles());
        gauges(knownFiles);
    }

    /// Wires everything. Nothing is looked at, read or sent before the first [#scan].
    ///
    /// @throws DamagedCheckpointException if no checkpoint can be read and `state.onDamage` is `fail`
    public static Engine start(Config config, Environment environment) throws DamagedCheckpointException {
        Engine engine = new Engine(config, environment);
        engine.startMissingPipelines();
        return engine;
    }

    /// Looks at directories and files once.
    ///
    /// @return whether the pipelines may have something to do now
    public boolean scan() {
        return catalog.step();
    }

    /// How long the next scan can wait.
    public Duration idle() {
        return catalog.idle(config.pollInterval());
    }

    /// From now on each scan looks at every name and every file, however quiet it is.
    public void lookAtEverything() {
        catalog.lookAtEverything();
    }

    /// The pipelines that are to be stepped, each by one thread. After a reload there are others.
    public List<Pipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    /// Takes over another configuration. The order matters: files and cursors are handed over first, so that every
    /// pipeline that starts from now on finds the new ones. Then the present pipelines are asked to finish: they
    /// send nothing more, but wait for the responses to what they have sent. New outputs start at once.
    ///
    /// To be followed by [#replace] for each pipeline as it becomes one of [#finished], so that an output with a
    /// slow receiver delays no other.
    public void reload(Config next) {
        catalog.reload(next, SavedState.newAtEnd(next, cursors.outputs()));
        cursors.outputs(names(next));
        config = next;
        batchMemory = new BatchMemory(next.spareBatchMemory());
        pipelines.values().forEach(Pipeline::finish);
        startMissingPipelines();
    }

    /// The pipelines of an earlier configuration that have nothing in flight any more.
    public List<Pipeline> finished() {
        return pipelines.values().stream().filter(Pipeline::isFinished).toList();
    }

    /// Closes a finished pipeline and, if its output is still configured, starts the successor, which begins at
    /// the cursors. No step of the old one may run any more.
    public void replace(Pipeline finished) {
        finished.close();
        pipelines.remove(finished.name(), finished);
        startMissingPipelines();
    }

    /// Whether every pipeline uses the configuration that was taken over last.
    public boolean isReloaded() {
        return pipelines.keySet().equals(Set.copyOf(names(config)))
                && pipelines.values().stream().noneMatch(Pipeline::isFinishing);
    }

    /// One round of draining: looks at every file, however quiet it is, and asks the pipelines to send
    /// everything up to its end. To be called again until [#isDrained], because the files may still grow.
    public void drain() {
        lookAtEverything();
        catalog.step();
        pipelines.values().forEach(Pipeline::drain);
    }

    /// Whether everything that the last round of draining found was acknowledged.
    public boolean isDrained() {
        return pipelines.values().stream().allMatch(Pipeline::isDrained);
    }

    /// Makes the cursors durable now.
    public void save() {
        catalog.save();
    }

    /// Tells each receiver that works how much was delivered and how much is left. No step may run any more.
    public List<Future<Verdict>> sendSummaries() {
        return pipelines.values().stream()
                .map(Pipeline::sendSummary)
                .flatMap(Optional::stream)
                .toList();
    }

    /// Whether the configured condition to exit without a signal is met.
    public boolean isExitDue() {
        Config.ExitWhen when = config.exitWhen();
        return (when.file() != null && Files.exists(when.file()))
                || (when.quiet() != null && catalog.quietFor().compareTo(when.quiet()) >= 0);
    }

    /// Sends dead letters once more.
    ///
    /// @param output null for all outputs
    /// @return how many will be sent, by output
    public Map<String, Integer> replay(@Nullable String output) {
        return pipelines.values().stream()
                .filter(pipeline -> output == null || output.equals(pipeline.name()))
                .collect(Collectors.toMap(Pipeline::name, Pipeline::replay));
    }

    /// The dead-letter files, including those of outputs that are no longer configured.
    ///
    /// @param output null for all outputs
    public List<Path> deadLetters(@Nullable String output) {
        Path state = config.state().directory();
        return Stream.concat(names(config).stream(), DeadLetters.outputs(state).stream())
                .distinct()
                .filter(name -> output == null || output.equals(name))
                .map(name -> DeadLetters.path(state, name))
                .toList();
    }

    public EngineStatus status() {
        return new EngineStatus(
                pipelines.values().stream().map(Pipeline::status).toList(),
                catalog.generations().stream()
                        .map(file -> new EngineStatus.FollowedFile(
                                file.path().toString(), file.id().toString(), file.size()))
                        .toList(),
                catalog.waitingFiles());
    }

    public Config config() {
        return config;
    }

    Cursors cursors() {
        return cursors;
    }

    List<Generation> generations() {
        return catalog.generations();
    }

    private void startMissingPipelines() {
        for (Output output : config.outputs()) {
            if (!pipelines.containsKey(output.name())) {
                pipelines.put(output.name(), pipeline(output));
            }
        }
    }

    private Pipeline pipeline(Output output) {
        environment.losses().registerOutput(output.name());
        return new Pipeline(
                output,
                environment.sinks().sink(output, config.resource()),
                new Rules(config.process(), output.common().process()),
                new Pipeline.Shared(
                        catalog,
                        cursors,
                        environment.losses(),
                        config.state().directory(),
                        batchMemory,
                        config::batchCost,
                        environment.registry(),
                        environment.clock(),
                        environment.nanoTime()),
                new Backoff(environment.random()),
                () -> environment.wake().accept(output.name()));
    }

    private void gauges(KnownFiles knownFiles) {
        gauge(
                "files_open",
                "Files with content that log-shipper follows.",
                c -> c.generations().size());
        gauge("files_unreadable", "Files that match an input but cannot be read.", Catalog::unreadableFiles);
        gauge(
                "files_refused",
                "Names that match an input but are refused: links that lead out, FIFOs, devices.",
                Catalog::refusedFiles);
        gauge(
                "files_waiting",
                "Files that match and wait until others are delivered, because there are more than maxConcurrentFiles.",
                Catalog::waitingFiles);
        gauge("held_bytes", "Bytes of deleted files that are held open for an output that lags.", Catalog::heldBytes);
        Gauge.builder("log_shipper_checkpoint_age_seconds", knownFiles, KnownFiles::checkpointAge)
                .description("Time since the checkpoint last agreed with the cursors.")
                .register(environment.registry());
    }

    private void gauge(String name, String description, ToDoubleFunction<Catalog> value) {
        MeterRegistry registry = environment.registry();
        Gauge.builder("log_shipper_" + name, catalog, value)
                .description(description)
                .register(registry);
    }

    private static List<String> names(Config config) {
        return config.outputs().stream().map(Output::name).toList();
    }
}
