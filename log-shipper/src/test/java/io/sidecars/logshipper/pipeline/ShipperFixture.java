package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.Receiver;
import io.sidecars.logshipper.engine.Sinks;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.KnownFiles;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.rules.Resource;
import io.sidecars.logshipper.rules.Rules;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The catalog and pipelines of a shipper, stepped by hand under a clock of our own, with real files and receivers.
@SuppressWarnings("NullAway.Init")
abstract class ShipperFixture {
    record Loss(String output, Losses.Reason reason, long bytes) {}

    final Vertx vertx = Vertx.vertx();
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private final Losses counted = new Losses() {
        @Override
        public void lost(String output, Reason reason, long bytes, String path, long from) {
            losses.add(new Loss(output, reason, bytes));
        }

        @Override
        public void unknown(Reason reason, String path) {
            unknownLosses.add(reason);
        }
    };
    private long nanos = 1;
    private Catalog catalog;
    private Cursors cursors;

    @TempDir
    Path directory;

    final List<Loss> losses = new ArrayList<>();
    final List<Losses.Reason> unknownLosses = new ArrayList<>();
    final MeterRegistry registry = new SimpleMeterRegistry();
    int maxLine = 1 << 10;
    int maxOpen = 1000;
    /// How far the wall clock is off.
    Duration wallClock = Duration.ZERO;
    int batchBytes = 1 << 20;
    /// Of every output.
    String type = "http";
    int batchRecords = 10_000;
    String timeout = "10s";
    String linger = "1s";
    /// Runs whenever a part looks at the wall clock, in the middle of a step.
    Runnable onClock = () -> {};

    @Nullable
    String include;
    /// More settings of the input, as YAML.
    String input = "";
    /// More settings beside inputs and outputs, as YAML.
    String settings = "";
    /// More settings of each output, as YAML.
    String output = "";
    Config config;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(logs());
        receiver("first");
    }

    @AfterEach
    void closeAll() {
        receivers.values().forEach(Receiver::close);
        vertx.close().await();
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path state() {
        return directory.resolve("state");
    }

    /// Each output has its receiver; naming a new one adds an output at the next start.
    Receiver receiver(String output) {
        return receivers.computeIfAbsent(output, _ -> new Receiver(vertx));
    }

    /// Where an output sends to.
    URI url(String output) {
        return receiver(output).url();
    }

    Receiver receiver() {
        return receiver("first");
    }

    /// A new process: what is not in the state directory is forgotten.
    void start() throws IOException {
        config = config();
        CheckpointFile file = new CheckpointFile(state());
        Checkpoint saved;
        try {
            saved = file.load();
        } catch (DamagedCheckpointException e) {
            throw new IOException(e);
        }
        cursors = new Cursors(List.copyOf(receivers.keySet()));
        KnownFiles known = new KnownFiles(file, saved, cursors, counted, clock(), () -> nanos);
        Set<String> atEnd = newAtEnd(config, saved.outputs());
        catalog = new Catalog(config, atEnd, cursors, known, counted, () -> nanos, maxOpen);
        catalog.lookAtEverything();
        startPipelines();
    }

    private static Set<String> newAtEnd(Config config, List<String> earlier) {
        return config.outputs().stream()
                .filter(each -> each.common().startAt() == Output.StartAt.END)
                .map(Output::name)
                .filter(name -> !earlier.contains(name))
                .collect(Collectors.toSet());
    }

    private void startPipelines() {
        pipelines.clear();
        Resource resource = new Resource(config.resource().attributes());
        for (Output each : config.outputs()) {
            Sink sink = new Sinks(vertx, resource, clock()).sink(each, (_, _) -> {});
            pipelines.add(new Pipeline(
                    each,
                    sink,
                    new Rules(config.process(), each.common().process()),
                    new Pipeline.Shared(
                            catalog,
                            cursors,
                            counted,
                            state(),
                            new BatchMemory(config.spareBatchMemory()),
                            config::batchCost,
                            registry,
                            clock(),
                            () -> nanos),
                    new Backoff(new Random(1)),
                    answers::release));
        }
    }

    /// The same process takes over other settings.
    void reload() throws IOException {
        Config next = config();
        catalog.reload(next, newAtEnd(next, cursors.outputs()));
        cursors.outputs(List.copyOf(receivers.keySet()));
        config = next;
        pipelines.forEach(Pipeline::finish);
        pipelines.forEach(Pipeline::step);
        pipelines.forEach(pipeline -> assertThat(pipeline.isFinished()).isTrue());
        pipelines.forEach(Pipeline::close);
        startPipelines();
    }

    private Config config() throws IOException {
        StringBuilder yaml = new StringBuilder("""
                inputs:
                  - include: %6$s
                    exclude: %1$s/excluded*
                    maxLine: %2$d
                %3$s
                state: {directory: %4$s}
                %5$s
                outputs:
                """.formatted(
                logs(), maxLine, input.indent(4), state(), settings, include == null ? logs() + "/*.log" : include));
        receivers.forEach((name, receiver) -> yaml.append(
                """
                  - name: %s
                    type: %s
                    url: %s
                    timeout: %s
                    batch: {bytes: %d, records: %d, linger: %s}
                %s
                """.formatted(name, type, url(name), timeout, batchBytes, batchRecords, linger, output.indent(4))
                        .indent(2)));
        Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
        return new ConfigFile(file, Map.of(), Set.of()).read();
    }

    private InstantSource clock() {
        return () -> {
            onClock.run();
            return Instant.EPOCH.plusNanos(nanos).plus(wallClock);
        };
    }

    Pipeline pipeline(String output) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(output))
                .findFirst()
                .orElseThrow();
    }

    /// Scans once, then steps every pipeline until none has anything to do at this instant.
    void run() {
        catalog.step();
        boolean worked;
        do {
            worked = false;
            for (Pipeline pipeline : pipelines) {
                worked |= pipeline.step();
                worked |= pipeline.isSending() && awaitAnswer();
            }
        } while (worked);
    }

    /// Time passes: what lingers is sent, what backs off is tried again.
    void run(Duration later) {
        run();
        pass(later);
        run();
        run();
    }

    void ship() {
        run(Duration.ofSeconds(2));
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    void scan() {
        catalog.step();
    }

    /// What was acknowledged becomes durable: a checkpoint is due after a while, and a scan writes it.
    void save() {
        pass(Duration.ofSeconds(2));
        scan();
    }

    void drain() {
        catalog.step();
        pipelines.forEach(Pipeline::drain);
        run();
        run();
    }

    int openFiles() {
        return catalog.generations().size();
    }

    int unreadableFiles() {
        return catalog.unreadableFiles();
    }

    long heldBytes() {
        return catalog.heldBytes();
    }

    double counted(String metric) {
        return registry.get(metric).tag("output", "first").counter().count();
    }

    double gauge(String metric) {
        return registry.get(metric).tag("output", "first").gauge().value();
    }

    Generation catalogued(String name) {
        return catalog.generations().stream()
                .filter(generation -> generation.path().equals(file(name)))
                .findFirst()
                .orElseThrow();
    }

    void awaitAnswers(int count) throws InterruptedException {
        assertThat(answers.tryAcquire(count, 10, TimeUnit.SECONDS)).isTrue();
    }

    private boolean awaitAnswer() {
        try {
            assertThat(answers.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path file(String name) {
        return logs().resolve(name);
    }

    void append(String name, String... lines) throws IOException {
        appendRaw(name, String.join("\n", lines) + "\n");
    }

    void appendRaw(String name, String text) throws IOException {
        Files.writeString(file(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// As `copytruncate` does, and whoever keeps the file open goes on in it.
    void truncate(String name, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    static String[] numbered(int from, int to, UnaryOperator<String> text) {
        return Stream.iterate(from, i -> i + 1)
                .limit(to - from + 1L)
                .map(i -> text.apply(Integer.toString(i)))
                .toArray(String[]::new);
    }

    void move(String from, String to) {
        try {
            Files.move(file(from), file(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
