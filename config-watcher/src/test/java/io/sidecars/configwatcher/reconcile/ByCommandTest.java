package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Apps that are told, checked and asked by commands.
class ByCommandTest {
    private static final String OTHER = "sha256:" + "0".repeat(64);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theCommandTellsTheAppAndItsExitCodeAccepts() throws Exception {
        Pod pod = pod("exec: {command: [bash, -c, 'echo $CONFIG_VERSION >>" + told() + "']}");

        pod.mount(Map.of("a", "1"));
        pod.pass(Duration.ofMinutes(1));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(Files.readAllLines(told())).containsExactly(pod.mounted());
    }

    @Test
    void anExitCodeThatIsListedRejectsAndAnyOtherFails() {
        Pod pod = pod("exec: {command: [bash, -c, 'echo no; exit 3'], rejected: 3}");
        pod.mount(Map.of("a", "1"));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.REJECTED);
        assertThat(pod.target(0).message()).isEqualTo("exit code 3: no");

        Pod other = pod("exec: {command: [bash, -c, 'exit 4'], rejected: 3}");
        other.mount(Map.of("a", "1"));
        assertThat(other.target(0).state()).isEqualTo(TargetState.RETRYING);
        assertThat(other.target(0).message()).isEqualTo("exit code 4: no output");
    }

    @Test
    void aVersionThatTheCheckRefusesIsNotTold() throws Exception {
        Pod pod = pod("exec: {command: [bash, -c, 'echo told >>" + told() + "']}, "
                + "check: {command: [grep, -q, good, " + temporary.resolve("mount/a") + "]}");
        pod.mount(Map.of("a", "good"));
        pod.mount(Map.of("a", "bad"));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.REJECTED);
        assertThat(pod.target(0).message()).startsWith("check: exit code 1");
        assertThat(Files.readAllLines(told())).hasSize(1);

        pod.mount(Map.of("a", "good")); // the app was not touched meanwhile
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(Files.readAllLines(told())).hasSize(1);
    }

    @Test
    void aFileThatTheAppWritesConfirms() throws Exception {
        Path running = temporary.resolve("running");
        Pod pod = pod("exec: {command: ['true']}, status: {file: " + running + "}");
        pod.mount(Map.of("a", "1"));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.CONFIRMING);

        Files.writeString(running, pod.mounted() + "\n");
        pod.pass(Duration.ofSeconds(1));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aCommandConfirmsByItsOutputOrByItsExitCode() {
        Pod silent = pod("exec: {command: ['true']}, status: {command: [bash, -c, 'test -n \"$CONFIG_VERSION\"']}");
        silent.mount(Map.of("a", "1"));
        assertThat(silent.target(0).state()).isEqualTo(TargetState.IN_SYNC);

        Pod wrong = pod("exec: {command: ['true']}, status: {command: [echo, '" + OTHER + "']}");
        wrong.mount(Map.of("a", "1"));
        assertThat(wrong.target(0).state()).isEqualTo(TargetState.CONFIRMING);
        assertThat(wrong.target(0).running()).isEqualTo(OTHER);
    }

    @Test
    void aCommandWithoutOutputConfirmsNothingThatWasNotAccepted() throws Exception {
        Path answer = Files.writeString(temporary.resolve("answer"), "0");
        Pod pod =
                pod("exec: {command: [bash, -c, 'exit $(<" + answer + ")'], rejected: 3}, status: {command: ['true']}");
        pod.mount(Map.of("a", "1"));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);

        Files.writeString(answer, "3");
        pod.mount(Map.of("a", "2"));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.REJECTED);
        Files.writeString(answer, "4");
        pod.mount(Map.of("a", "1")); // the app may have applied a part of the version that it rejected

        assertThat(pod.target(0).state()).isNotEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aFileThatIsALinkOrAPipeOrHasNoVersionIsNotShown() throws Exception {
        Path running = temporary.resolve("running");
        Pod pod = pod("exec: {command: ['true']}, status: {file: " + running + ", interval: 100ms}");
        Files.writeString(running, "hunter2");
        pod.mount(Map.of("a", "1"));
        assertThat(pod.target(0).running()).isNull();

        Files.delete(running);
        Files.createSymbolicLink(running, Path.of("/proc/self/environ"));
        pod.pass(Duration.ofMinutes(1));
        assertThat(pod.target(0).running()).isNull();

        Files.delete(running);
        assertThat(new ProcessBuilder("mkfifo", running.toString()).start().waitFor())
                .isZero();
        pod.pass(Duration.ofMinutes(1));
        assertThat(pod.target(0).message()).contains("is not a file");
    }

    @Test
    void wordsOfASecretFileAreMaskedInTheOutput() {
        Pod pod = new Pod(
                temporary.resolve("mount"),
                vertx,
                "sources: [{name: app, secret: true, path: " + temporary.resolve("mount") + "}]",
                new String[] {
                    "{name: p, exec: {command: ['true']}, check: {command: [bash, -c, "
                            + "'echo \"unknown directive \\\\\"hunter2\\\\\" in line 3\"; exit 1']}}"
                });
        pod.mount(Map.of("a", "password hunter2;"));

        assertThat(pod.target(0).message())
                .contains("unknown directive")
                .contains("****")
                .doesNotContain("hunter2");
    }

    private Path told() {
        return temporary.resolve("told");
    }

    private Pod pod(String settings) {
        return new Pod(temporary.resolve("mount"), vertx, "{name: p, " + settings + "}");
    }
}
