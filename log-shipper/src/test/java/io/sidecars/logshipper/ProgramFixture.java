package io.sidecars.logshipper;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The program as it is packaged, in a process of its own, with one log file and one receiver.
abstract class ProgramFixture {
    final Vertx vertx = Vertx.vertx();
    final Receiver receiver = new Receiver(vertx);
    private final List<Process> started = new ArrayList<>();
    final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("config.yaml"), """
                inputs:
                  - include: [%1$s/logs/*.log]
                state: {directory: %1$s/state}
                drain: {deadline: 3s}
                outputs:
                  - name: receiver
                    type: http
                    url: %2$s
                    batch: {linger: 50ms}
                """.formatted(directory, receiver.url()));
    }

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        receiver.close();
        vertx.close().await();
    }

    Process run(String... options) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return start(List.of(java.toString()), options);
    }

    Process start(List<String> java, String... options) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-jar",
                "target/log-shipper.jar",
                "run",
                "--config=" + directory.resolve("config.yaml"),
                "--pod-address=127.0.0.1:0",
                "--local-address=127.0.0.1:0"));
        Stream.of(options).forEach(option -> {
            command.removeIf(given -> given.startsWith(option.replaceAll("=.*", "=")));
            command.add(option);
        });
        Process process = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.to(directory.resolve("stderr").toFile()))
                .start();
        started.add(process);
        return process;
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
