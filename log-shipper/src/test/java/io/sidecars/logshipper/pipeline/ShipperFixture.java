package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.Receiver;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.KnownFiles;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.output.HttpOutput;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The catalog and pipelines of a shipper, stepped by hand under a clock of our own, with real files and receivers.
@SuppressWarnings("NullAway.Init")
abstract class ShipperFixture {
    record Loss(String output, Losses.Reason reason, long bytes) {}

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private long nanos = 1;
    private Catalog catalog;
    private Cursors cursors;

    @TempDir
    Path directory;

    final List<Loss> losses = new ArrayList<>();
    int maxLine = 1 << 10;
    int batchBytes = 1 << 20;

    @BeforeEach
    void openReceiver() {
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

    Receiver receiver() {
        return receiver("first");
    }

    /// A new process: what is not in the state directory is forgotten.
    void start() throws IOException {
        Files.createDirectories(logs());
        cursors = new Cursors(List.copyOf(receivers.keySet()));
        Config.Input input = new Config.Input(List.of(logs() + "/*.log"), List.of(logs() + "/excluded*"), maxLine);
        InstantSource clock = () -> Instant.EPOCH.plusNanos(nanos);
        Losses counted = (output, reason, bytes, _, _) -> losses.add(new Loss(output, reason, bytes));
        KnownFiles known = new KnownFiles(new CheckpointFile(state()), cursors, counted, clock, () -> nanos);
        catalog = new Catalog(List.of(input), state(), cursors, known, () -> nanos);
        pipelines.clear();
        receivers.forEach((name, receiver) -> {
            Config.Batch batch = new Config.Batch(batchBytes, Duration.ofSeconds(1));
            Config.Http config = new Config.Http(name, batch, receiver.url(), Duration.ofSeconds(10));
            pipelines.add(new Pipeline(
                    config,
                    new HttpOutput(vertx, config, clock, _ -> {}),
                    catalog,
                    cursors,
                    counted,
                    new Backoff(new Random(1)),
                    new SimpleMeterRegistry(),
                    () -> nanos,
                    answers::release));
        });
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
                worked |= pipeline.status().state().equals("sending") && awaitAnswer();
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

    void drain() {
        catalog.step();
        pipelines.forEach(Pipeline::drain);
        run();
        run();
    }

    int openFiles() {
        return catalog.generations().size();
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
        Files.createDirectories(logs());
        Files.writeString(file(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
