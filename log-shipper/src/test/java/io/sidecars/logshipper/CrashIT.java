package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program, killed again and again at random instants, while files grow and rotate and the receiver
/// has faults of its own. `-Dcrash.rounds=200` for more of it, `-Dcrash.seed=…` for the same choices again.
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 20);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    /// For the first delivery of a round, and for the last of all, on a machine that is busy.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String run = "run" + Long.toHexString(SEED);
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Stalls stalls = new Stalls();
    private final Kills kills = new Kills(stalls);
    private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
    private final List<LogWriter> writers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Vertx vertx = Vertx.vertx();
    private @Nullable Process running;

    // Not in memory: a disk gives a new file the inode of a deleted one, tmpfs does not.
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @AfterEach
    void close() {
        if (running != null) {
            running.destroyForcibly();
        }
        threads.shutdownNow();
        vertx.close().await();
    }

    @Test
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        System.out.println("-Dcrash.seed=" + SEED);
        long begun = System.nanoTime();
        Future<?> watching = threads.submit(() -> stalls.watch(directory.resolve("probe")));
        createWriters();
        Collector collector = new Collector(vertx, run, ledgers, random.nextLong());
        configure(collector);
        archiveClasses();

        List<Future<?>> writing = new ArrayList<>();
        writers.forEach(writer -> writing.add(threads.submit(writer)));
        collector.fail(true);
        for (int round = 1; round <= ROUNDS; round++) {
            killAtRandom(round, collector);
        }
        writers.forEach(LogWriter::stop);
        for (Future<?> each : writing) {
            each.get(10, TimeUnit.SECONDS);
        }
        collector.fail(false);
        int exitCode = deliverAll(ROUNDS + 1);

        CrashReport report = new CrashReport(
                kills.count(),
                ledgers.values(),
                collector.corrupted(),
                Duration.ofNanos(System.nanoTime() - begun),
                stalls.total());
        System.out.print(report.table());
        assertThat(report.faults()).as(() -> context(report)).isZero();
        assertThat(exitCode).isZero();
        assertThat(watching).isNotDone();
    }

    private void createWriters() throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        for (LogWriter.Rotation rotation : LogWriter.Rotation.values()) {
            String name = rotation.name().toLowerCase(Locale.ROOT);
            Ledger ledger = new Ledger(run, name, kills);
            ledgers.put(name, ledger);
            writers.add(new LogWriter(logs, name, rotation, ledger, random.nextLong()));
        }
    }

    private void configure(Collector collector) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), """
                inputs:
                  - include: [%1$s/logs/*.log]
                    maxLine: 2KiB
                state: {directory: %1$s/state}
                drain: {summary: false}
                pollInterval: 50ms
                outputs:
                  - name: collector
                    type: http
                    url: %2$s${ROUND}
                    batch: {bytes: 64KiB, linger: 50ms}
                """.formatted(directory, collector.url()));
    }

    /// Three times in four only after it has delivered something: else most rounds would end while it starts. One
    /// round in five is long and without rotation, so that the clock alone must have made it save a checkpoint.
    private void killAtRandom(int round, Collector collector) throws IOException, InterruptedException {
        boolean steady = random.nextInt(5) == 0;
        writers.forEach(writer -> writer.rotate(!steady));
        Process program = start(round);
        if (random.nextInt(4) > 0) {
            long before = collector.records();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> collector.records() > before || !program.isAlive());
        }
        int instant = random.nextInt(steady ? 5000 : 1500);
        assertThat(program.waitFor(instant, TimeUnit.MILLISECONDS))
                .as(() -> "it must not end by itself: " + lastWords())
                .isFalse();
        kills.add(round);
        program.destroyForcibly().waitFor();
    }

    /// A round without a kill, for one line: it leaves a class archive, with which the others start twice as fast.
    private void archiveClasses() throws IOException, InterruptedException {
        Ledger ledger = new Ledger(run, "first", kills);
        ledgers.put("first", ledger);
        Files.write(directory.resolve("logs/first.log"), ledger.next(0, 0).print("line"));
        assertThat(deliverAll(0)).isZero();
    }

    /// Returns the exit code after SIGTERM.
    private int deliverAll(int round) throws IOException, InterruptedException {
        Process program = start(round);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE.plusSeconds(10))
                .until(() -> System.nanoTime() > deadline
                        || !program.isAlive()
                        || ledgers.values().stream().allMatch(ledger -> ledger.toCome() == 0));
        program.destroy();
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    private Process start(int round) throws IOException {
        List<String> jvm = List.of(
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + directory.resolve("classes.jsa"));
        ProcessBuilder program = new Launch(List.of(), jvm, directory.resolve("config.yaml"))
                .program(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("stderr").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        program.environment().put("ROUND", Integer.toString(round));
        running = program.start();
        return running;
    }

    private String context(CrashReport report) {
        return "-Dcrash.seed=" + SEED + ", kept in " + directory + "\n" + report.problems() + lastWords();
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("stderr"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
