package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.configwatcher.Readme;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exchanges with a program that is told by a Unix signal.
class ByProcessTest {
    private static final String CATCHING =
            "trap 'echo told >>\"$0.told\"' HUP; echo >\"$0.up\"; while :; do sleep 0.05; done";
    private static final String NOT_CATCHING = "echo >\"$0.up\"; while :; do sleep 0.05; done";

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final List<Process> programs = new ArrayList<>();
    private Path program;
    private Pod pod;

    @BeforeEach
    void prepare() {
        program = temporary.resolve("program-" + UUID.randomUUID());
        pod = new Pod(temporary.resolve("mount"), vertx, "{name: p, process: {command: 'bash -c .* " + program + "'}}");
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Process running : programs) {
            running.destroyForcibly().waitFor();
        }
        vertx.close().await();
    }

    @Test
    void eachVersionIsOneSignal() throws Exception {
        start(CATCHING);
        pod.mount(Map.of("a", "1"));
        awaitTold(1);
        pod.pass(Duration.ofMinutes(1));
        pod.mount(Map.of("a", "2"));
        awaitTold(2);
        pod.pass(Duration.ofMinutes(1));

        assertThat(pod.target(0))
                .isEqualTo(new StatusSnapshot.TargetStatus(
                        "p", TargetState.TOLD, null, "nothing reports what it runs: see the setting status"));
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void aProgramThatWasStartedAgainIsToldAgain() throws Exception {
        Process first = start(CATCHING);
        pod.mount(Map.of("a", "1"));
        awaitTold(1);
        first.destroyForcibly().waitFor();
        pod.pass(Duration.ofSeconds(10));
        assertThat(pod.target(0).message()).startsWith("no process whose command line matches");

        start(CATCHING);
        pod.pass(Duration.ofMinutes(1));

        awaitTold(2);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.TOLD);
    }

    @Test
    void aWatcherThatRestartsSignalsAProcessAsOftenAsTheReadmeSays() throws Exception {
        List<String> row = Readme.read().table("confirmation").get(2);
        start(CATCHING);
        pod.mount(Map.of("a", "1"));
        awaitTold(1);

        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(1));

        assertThat(row.get(1)).startsWith("noticed"); // aProgramThatWasStartedAgainIsToldAgain
        awaitTold(row.get(2).startsWith("one signal") ? 2 : 1);
    }

    @Test
    void aProgramThatWouldDieOfTheSignalIsWaitedFor() throws Exception {
        Process deaf = start(NOT_CATCHING);
        pod.mount(Map.of("a", "1"));
        pod.pass(Duration.ofMinutes(1));

        assertThat(deaf.isAlive()).isTrue();
        assertThat(pod.target(0).state()).isEqualTo(TargetState.WAITING);
        assertThat(pod.target(0).message()).endsWith("does not catch SIGHUP, which would terminate it");
    }

    private Process start(String script) throws IOException {
        Files.deleteIfExists(Path.of(program + ".up"));
        Process started = new ProcessBuilder("bash", "-c", script, program.toString()).start();
        programs.add(started);
        await().until(() -> Files.exists(Path.of(program + ".up")));
        return started;
    }

    private void awaitTold(int times) {
        await().until(() -> told() == times);
    }

    private long told() throws IOException {
        Path file = Path.of(program + ".told");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
