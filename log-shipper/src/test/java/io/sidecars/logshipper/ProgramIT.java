package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as it is packaged, in a process of its own.
class ProgramIT {
    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver(vertx);
    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("config.yaml"), """
                inputs:
                  - include: [%1$s/logs/*.log]
                state: %1$s/state
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

    @Test
    void deliversAndExitsWithZeroOnSigterm() throws Exception {
        append(1, 1000);
        Process program = run();
        await().until(() -> receiver.messages().size() >= 1000);
        append(1001, 1100);
        Files.writeString(log(), "no end", StandardOpenOption.APPEND);

        program.destroy();

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
        assertThat(receiver.messages()).hasSize(1101).endsWith("line 1100", "no end");
        assertThat(stderr()).contains("delivered=\"1101\"").contains("drained=\"true\"");
    }

    @Test
    void exitsWithThreeAtTheDeadlineAndLosesNothing() throws Exception {
        append(1, 10);
        for (int i = 0; i < 100; i++) {
            receiver.nextStatus(503);
        }
        Process program = run();
        await().until(() -> !receiver.refused().isEmpty());

        program.destroy();

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(3);
        assertThat(stderr()).contains("drained=\"false\"");
        receiver.forgetAnswers();
        run();
        await().until(() -> receiver.messages().size() == 10);
    }

    @Test
    void losesNothingWhenKilledAndSendsTheSameIdsAgain() throws Exception {
        for (int round = 0; round < 4; round++) {
            append(round * 20_000 + 1, (round + 1) * 20_000);
            Process program = run();
            int before = receiver.records().size();
            await().until(() -> receiver.records().size() > before);
            program.destroyForcibly().waitFor();
        }
        Process last = run();
        await().atMost(Duration.ofSeconds(20)).until(() -> new HashSet<>(receiver.messages()).size() >= 80_000);
        last.destroy();
        last.waitFor();

        assertThat(new HashSet<>(receiver.messages())).hasSize(80_000);
        Set<String> ids = new HashSet<>();
        receiver.records()
                .forEach(record -> ids.add(record.path("log.record.uid").asText()));
        assertThat(ids).as("a line that is sent twice has the same id").hasSize(80_000);
    }

    @Test
    void saysOneSentenceAboutAnInvalidConfigurationAndExitsWithTwo() throws Exception {
        Path config = directory.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("url:", "ulr:"));

        Process program = run();

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(2);
        assertThat(stderr())
                .contains(config + ":8:5: unknown key \"ulr\"; the nearest known one is \"url\"")
                .doesNotContain("Exception");
    }

    @Test
    void waitsForAValidConfigurationWhenToldTo() throws Exception {
        Path config = directory.resolve("config.yaml");
        String valid = Files.readString(config);
        Files.writeString(config, "outputs: []");
        append(1, 1);
        Process program = run("--on-invalid=wait");

        String pod = "http://127.0.0.1:" + port("podPort");
        await().until(() -> get(pod + "/livez").statusCode() == 200);
        assertThat(get(pod + "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(pod + "/metrics").body()).contains("log_shipper_config_valid 0.0");
        assertThat(stderr()).contains("must have at least one entry");

        Files.writeString(config, valid);
        await().until(() -> get(pod + "/readyz").statusCode() == 200);
        await().until(() -> receiver.messages().equals(List.of("line 1")));
        assertThat(get(pod + "/metrics").body()).contains("log_shipper_config_valid 1.0");
        assertThat(program.isAlive()).isTrue();
    }

    @Test
    void servesHealthToThePodAndStatusToLocalhostOnly() throws Exception {
        append(1, 3);
        run();
        String pod = "http://127.0.0.1:" + port("podPort");
        String local = "http://127.0.0.1:" + port("localPort");
        await().until(() -> receiver.messages().size() == 3);
        await().until(() -> get(pod + "/metrics").body().contains("log_shipper_lag_bytes{output=\"receiver\"} 0.0"));

        assertThat(get(pod + "/livez").statusCode()).isEqualTo(200);
        assertThat(get(pod + "/status").statusCode()).isEqualTo(404);
        assertThat(get(local + "/metrics").statusCode()).isEqualTo(404);
        assertThat(get(local + "/status").body())
                .contains("\"name\":\"receiver\",\"state\":\"idle\"", "\"lagBytes\":0,\"sentRecords\":3");
    }

    @Test
    void servesTheMetricsThatTheReadmeNames() throws Exception {
        append(1, 3);
        run();
        String metrics = "http://127.0.0.1:" + port("podPort") + "/metrics";
        await().until(() -> get(metrics).body().contains("log_shipper_responses_total"));

        assertThat(names("(?m)^# TYPE (\\S+) ", get(metrics).body()))
                .isEqualTo(names("(?m)^\\| `(log_shipper_\\w+)`", Files.readString(Path.of("README.md"))));
    }

    private static Set<String> names(String pattern, String text) {
        Set<String> names = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    @Test
    void saysWhichAddressItCannotListenOn() throws Exception {
        Process program = run("--pod-address=127.0.0.1:" + receiver.url().getPort());

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(1);
        assertThat(stderr())
                .startsWith("cannot listen on 127.0.0.1:" + receiver.url().getPort() + ": ")
                .doesNotContain("Exception");
    }

    @Test
    void refusesToServeStatusOnAnAddressThatOthersReach() throws Exception {
        Process program = run("--local-address=0.0.0.0:0");

        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(2);
        assertThat(stderr()).contains("must be a loopback address");
    }

    private Process run(String... options) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
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

    private String port(String key) {
        Pattern pattern = Pattern.compile(key + "=\"(\\d+)\"");
        await().until(() -> pattern.matcher(stderr()).find());
        return pattern.matcher(stderr()).results().findFirst().orElseThrow().group(1);
    }

    private String stderr() {
        try {
            return Files.readString(directory.resolve("stderr"));
        } catch (IOException e) {
            return "";
        }
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Path log() {
        return directory.resolve("logs/app.log");
    }

    private void append(int from, int to) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i <= to; i++) {
            lines.append("line ").append(i).append('\n');
        }
        Files.writeString(log(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
