package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.Receiver;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.engine.Engine;
import io.sidecars.logshipper.engine.Environment;
import io.sidecars.logshipper.engine.Sinks;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An engine that is stepped by hand, with real files, real receivers and a clock that the test sets.
@SuppressWarnings("NullAway.Init")
abstract class ShipperFixture {
    record Loss(String output, Losses.Reason reason, long bytes) {}

    final Vertx vertx = Vertx.vertx();
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
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
    private Engine engine;

    @TempDir
    Path directory;

    final List<Loss> losses = new ArrayList<>();
    final List<Losses.Reason> unknownLosses = new ArrayList<>();
    MeterRegistry registry = new SimpleMeterRegistry();
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
        registry = new SimpleMeterRegistry();
        Environment environment = new Environment(
                new Sinks(vertx, clock(), _ -> (_, _) -> {}),
                counted,
                registry,
                clock(),
                () -> nanos,
                new Random(1),
                maxOpen,
                _ -> answers.release());
        try {
            engine = Engine.start(config, environment);
        } catch (DamagedCheckpointException e) {
            throw new IOException(e);
        }
        engine.lookAtEverything();
    }

    /// The same process takes over other settings.
    void reload() throws IOException {
        config = config();
        List<Pipeline> before = engine.pipelines();
        engine.reload(config);
        before.forEach(Pipeline::step);
        before.forEach(pipeline -> assertThat(pipeline.isFinished()).isTrue());
        before.forEach(engine::replace);
        assertThat(engine.isReloaded()).isTrue();
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
        return engine.pipelines().stream()
                .filter(pipeline -> pipeline.name().equals(output))
                .findFirst()
                .orElseThrow();
    }

    /// Scans once, then steps every pipeline until none has anything to do at this instant.
    void run() {
        scan();
        boolean worked;
        do {
            worked = false;
            for (Pipeline pipeline : engine.pipelines()) {
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
        engine.scan();
    }

    /// What was acknowledged becomes durable: a checkpoint is due after a while, and a scan writes it.
    void save() {
        pass(Duration.ofSeconds(2));
        scan();
    }

    void drain() {
        engine.drain();
        run();
        run();
    }

    int openFiles() {
        return engine.status().files().size();
    }

    int unreadableFiles() {
        return (int) registry.get("log_shipper_files_unreadable").gauge().value();
    }

    long heldBytes() {
        return (long) registry.get("log_shipper_held_bytes").gauge().value();
    }

    double counted(String metric) {
        return registry.get(metric).tag("output", "first").counter().count();
    }

    double gauge(String metric) {
        return registry.get(metric).tag("output", "first").gauge().value();
    }

    /// The id of the generation that a file has now.
    String generation(String name) {
        return engine.status().files().stream()
                .filter(followed -> followed.path().equals(file(name).toString()))
                .findFirst()
                .orElseThrow()
                .generation();
    }

    void awaitAnswers(int count) throws InterruptedException {
        assertThat(answers.tryAcquire(count, 60, TimeUnit.SECONDS)).isTrue();
    }

    private boolean awaitAnswer() {
        try {
            assertThat(answers.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
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

    /// As `copytruncate` does: a program that has the file open continues in the same file.
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
