package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.program.ExitCode;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
        await().until(() -> !receiver.unanswered().isEmpty());
        long began = System.nanoTime();

        int code = shipper.stop(() -> false);

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(DEADLINE.multipliedBy(8).dividedBy(10), DEADLINE.plusMillis(200));
        assertThat(code).isEqualTo(ExitCode.UNFINISHED);
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
