package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The program as it is packaged, in a process of its own, with one log file and one receiver.
abstract class ProgramFixture {
    /// Much more than the second or two that a wait takes, because a busy machine pauses now and then.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final Receiver receiver = new Receiver(vertx);
    private final List<Process> started = new ArrayList<>();
    final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void configure() throws IOException {
        Awaitility.setDefaultTimeout(PATIENCE);
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("config.yaml"), """
                inputs:
                  - include: [%1$s/logs/*.log]
                state: {directory: %1$s/state}
                drain: {deadline: 30s}
                outputs:
                  - name: receiver
                    type: http
                    url: %2$s
                    batch: {linger: 50ms}
                """.formatted(directory, receiver.url()));
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
        receiver.close();
        vertx.close().await();
        Awaitility.reset();
    }

    Process run(String... options) throws IOException {
        return start(new Launch(directory.resolve("config.yaml")), options);
    }

    Process start(Launch launch, String... options) throws IOException {
        Process process = launch.program(Redirect.to(directory.resolve("stderr").toFile()), options)
                .start();
        started.add(process);
        return process;
    }

    /// Waits for its end.
    static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        return process.exitValue();
    }

    /// Replaces the file as an editor or a mount does: a reader sees the old content or the new one.
    void reconfigure(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("config.next"), text);
        Files.move(next, directory.resolve("config.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    void reconfigure(String from, String to) throws IOException {
        String text = Files.readString(directory.resolve("config.yaml"));
        assertThat(text).contains(from);
        reconfigure(text.replace(from, to));
    }

    String port(String key) {
        Pattern pattern = Pattern.compile(key + "=\"(\\d+)\"");
        await().until(() -> pattern.matcher(stderr()).find());
        return pattern.matcher(stderr()).results().findFirst().orElseThrow().group(1);
    }

    String stderr() {
        try {
            return Files.readString(directory.resolve("stderr"));
        } catch (IOException e) {
            return "";
        }
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    Path log() {
        return directory.resolve("logs/app.log");
    }

    void append(int from, int to) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i <= to; i++) {
            lines.append("line ").append(i).append('\n');
        }
        Files.writeString(log(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
