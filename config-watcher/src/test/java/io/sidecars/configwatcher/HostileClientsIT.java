package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The packaged program with the limits of its container, while clients on the Pod's network attack it.
class HostileClientsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("attack.seconds", 5));
    private static final Pattern PORT = Pattern.compile("podPort=\"(\\d+)\"");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final TestApp app = new TestApp();
    private @Nullable Process started;

    @AfterEach
    void close() throws InterruptedException {
        if (started != null) {
            started.destroyForcibly().waitFor();
        }
        app.close();
    }

    @ParameterizedTest
    @EnumSource
    void neitherStopItNorItsProbesNorItsSignals(HostileClients.Attack attack) throws Exception {
        KubeletVolume mount = new KubeletVolume(directory.resolve("mount"));
        mount.write(Map.of("a", "1"));
        Process program = start();
        await().atMost(PATIENCE).until(() -> !app.signals.isEmpty());

        HostileClients.Outcome outcome;
        try (HostileClients clients = new HostileClients(program, podPort(), attack)) {
            outcome = clients.watch(TIME);
            int before = app.signals.size();
            mount.write(Map.of("a", "2"));
            await().atMost(PATIENCE).until(() -> app.signals.size() > before);
        }

        System.out.println(attack + ": " + outcome);
        assertThat(program.isAlive()).as(errors()).isTrue();
        assertThat(outcome.failedProbes())
                .as("the kubelet tolerates five in a row, a busy machine loses one: %s", outcome)
                .isLessThanOrEqualTo(1);
        assertThat(outcome.descriptors()).as(outcome::toString).isLessThan(1_500);
        assertThat(outcome.memory()).as(outcome::toString).isLessThan(110);
        assertThat(errors().lines()).as("what clients make it log").hasSizeLessThan(50);
    }

    private Process start() throws IOException {
        Path config = Files.writeString(
                directory.resolve("config.yaml"), """
                sources: [{name: app, path: "%s"}]
                targets:
                  - name: app
                    signal: {url: "%s"}
                """.formatted(directory.resolve("mount"), app.signalUrl()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HostileClients.imageOptions());
        command.addAll(List.of("-jar", "target/config-watcher.jar", "run", "--config=" + config));
        command.addAll(List.of("--pod-address=127.0.0.1:0", "--local-address=127.0.0.1:0"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        Process process = builder.start();
        started = process;
        return process;
    }

    private int podPort() throws IOException {
        await().atMost(PATIENCE).until(() -> PORT.matcher(errors()).find());
        return Integer.parseInt(
                PORT.matcher(errors()).results().findFirst().orElseThrow().group(1));
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("stderr"), UTF_8);
    }
}
