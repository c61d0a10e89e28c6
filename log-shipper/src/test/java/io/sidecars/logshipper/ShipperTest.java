package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.program.ExitCode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ShipperTest {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver(vertx);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().await();
    }

    /// The kubelet kills what has not ended after the grace period.
    @Test
    void theDrainDeadlineIncludesTheSummary() throws Exception {
        Files.writeString(directory.resolve("a.log"), "one\n");
        receiver.judge(_ -> 0); // no response, also not to the summary
        Shipper shipper = Shipper.start(config(), vertx, new SimpleMeterRegistry(), _ -> {});
        Awaitility.await().until(() -> !receiver.unanswered().isEmpty());
        long began = System.nanoTime();

        int code = shipper.stop(() -> false);

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(DEADLINE.multipliedBy(8).dividedBy(10), DEADLINE.plusMillis(200));
        assertThat(code).isEqualTo(ExitCode.UNFINISHED);
    }

    /// The catalog serves one thread at a time, so nothing can be drained while its scan hangs in the file system.
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aScanThatHangsEndsAtTheDeadlineWithoutADrain() throws Exception {
        try (HungScan _ = new HungScan()) {
            Shipper shipper = Shipper.start(config(), vertx, new SimpleMeterRegistry(), _ -> {});
            HungScan.await();
            long began = System.nanoTime();

            int code = shipper.stop(() -> false);

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(DEADLINE.multipliedBy(8).dividedBy(10), DEADLINE.plusMillis(200));
            assertThat(code).isEqualTo(ExitCode.UNFINISHED);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSecondSignalEndsTheWaitForAScanThatHangs() throws Exception {
        try (HungScan _ = new HungScan()) {
            Shipper shipper = Shipper.start(config(), vertx, new SimpleMeterRegistry(), _ -> {});
            HungScan.await();
            long began = System.nanoTime();

            int code = shipper.stop(() -> true);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE.dividedBy(2));
            assertThat(code).isEqualTo(ExitCode.UNFINISHED);
        }
    }

    /// A scan saves the checkpoint when it has found a new file. Here that waits for a reader of a pipe.
    private final class HungScan implements AutoCloseable {
        private final Path pipe = directory.resolve("state/checkpoint.next.json");

        HungScan() throws Exception {
            Files.createDirectory(pipe.getParent());
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            Files.writeString(directory.resolve("a.log"), "one\n");
        }

        static void await() {
            Awaitility.await()
                    .until(() -> Thread.getAllStackTraces().values().stream()
                            .flatMap(Arrays::stream)
                            .anyMatch(frame -> frame.getClassName().equals(CheckpointFile.class.getName())));
        }

        /// Lets the scan end, so that no thread outlives the test.
        @Override
        public void close() throws IOException {
            Files.readAllBytes(pipe);
            Awaitility.await()
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("catalog")));
        }
    }

    private Config config() {
        return new ConfigFile(Path.of("shipper.yaml"), Map.of(), Set.of())
                .parse("""
                inputs: [{include: %1$s/*.log}]
                state: {directory: %1$s/state}
                drain: {deadline: %2$ss}
                outputs: [{name: a, type: http, url: "%3$s", batch: {linger: 0s}}]
                """.formatted(directory, DEADLINE.toSeconds(), receiver.url()));
    }
}
