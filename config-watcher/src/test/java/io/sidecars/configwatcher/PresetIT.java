package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the presets with the real programs, if they are installed.
class PresetIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Process> programs = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private Path mount;
    private KubeletVolume volume;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        mount = temporary.resolve("mount");
        volume = new KubeletVolume(mount);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Watcher watcher : watchers) {
            watcher.stop();
        }
        for (Process program : programs) {
            // The master is stopped first, because it would replace its workers.
            List<ProcessHandle> workers = program.descendants().toList();
            program.destroyForcibly().waitFor();
            workers.forEach(ProcessHandle::destroyForcibly);
        }
        vertx.close().await();
    }

    @Test
    void nginxServesTheNewConfigurationFromTheSameMaster() throws Exception {
        volume.write(nginx("blue"));
        Process nginx = start(
                "nginx",
                "-p",
                temporary + "/",
                "-c",
                mount.resolve("nginx.conf").toString());
        awaitResponse("blue");
        watch("{name: web, preset: nginx}", "");

        volume.write(nginx("green"));

        awaitResponse("green");
        assertThat(nginx.isAlive()).isTrue();
    }

    @Test
    void haproxyServesTheNewConfigurationFromTheSameMaster() throws Exception {
        volume.write(haproxy("blue"));
        Process haproxy =
                start("haproxy", "-W", "-f", mount.resolve("haproxy.cfg").toString());
        awaitResponse("blue");
        watch("{name: proxy, preset: haproxy}", "");

        volume.write(haproxy("green"));

        awaitResponse("green");
        assertThat(haproxy.isAlive()).isTrue();
    }

    @Test
    void prometheusRejectsABadConfigurationAndGetsTheAcceptedOneBack() throws Exception {
        Path published = temporary.resolve("published");
        String target =
                "{name: prometheus, preset: prometheus, signal: {url: 'http://127.0.0.1:%d/-/reload'}}".formatted(port);
        volume.write(prometheus("11s"));
        String publish = "publish: {path: " + published + "}";
        watch(target, publish);
        await().atMost(PATIENCE).until(() -> Files.exists(published.resolve("prometheus.yml")));
        start(
                "prometheus",
                "--config.file=" + published.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + temporary.resolve("data"),
                "--web.enable-lifecycle",
                "--web.listen-address=127.0.0.1:" + port);
        awaitState("in_sync");

        volume.write(prometheus("22s"));
        await().atMost(PATIENCE).until(() -> get("/api/v1/status/config").contains("scrape_interval: 22s"));

        volume.write(prometheus("no duration"));

        await().atMost(PATIENCE)
                .until(() -> status().at("/history/0/outcome").asText().equals("rolled_back"));
        assertThat(status().at("/history/0/reason").asText()).contains("500");
        assertThat(published.resolve("prometheus.yml")).content().contains("22s");
        assertThat(get("/api/v1/status/config")).contains("scrape_interval: 22s");
    }

    private Map<String, String> nginx(String color) {
        return Map.of("nginx.conf", """
                daemon off;
                pid %s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %s/body; proxy_temp_path %s/proxy; fastcgi_temp_path %s/fastcgi;
                    uwsgi_temp_path %s/uwsgi; scgi_temp_path %s/scgi;
                    server { listen 127.0.0.1:%d; location / { return 200 %s; } }
                }
                """.formatted(
                        temporary, temporary, temporary, temporary, temporary, temporary, port, color));
    }

    private Map<String, String> haproxy(String color) {
        return Map.of("haproxy.cfg", """
                defaults
                    mode http
                    timeout client 10s
                    timeout connect 10s
                    timeout server 10s
                frontend web
                    bind 127.0.0.1:%d
                    http-request return status 200 content-type text/plain string %s
                """.formatted(port, color));
    }

    private static Map<String, String> prometheus(String interval) {
        return Map.of("prometheus.yml", "global:\n  scrape_interval: " + interval + "\n");
    }

    private Process start(String... command) throws IOException {
        Optional<Path> installed = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(directory -> Path.of(directory, command[0]))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(
                installed.isPresent() || System.getenv("SIDECARS_NEED_PROGRAMS") != null,
                command[0] + " is not installed");
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, installed.orElseThrow().toString());
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve(command[0] + ".out").toFile());
        Process program = builder.start();
        programs.add(program);
        return program;
    }

    private void watch(String target, String settings) throws IOException {
        Path file = Files.writeString(temporary.resolve("config.yaml"), """
                sources: [{name: app, path: %s}]
                retry: {max: 1s}
                %s
                targets: [%s]
                """.formatted(mount, settings, target));
        Watcher watcher = Watcher.start(
                LoadedConfig.read(new ConfigFile(file, Map.of(), Set.of())),
                vertx,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                problem -> {
                    throw new AssertionError(problem);
                });
        watchers.add(watcher);
        if (settings.isEmpty()) {
            awaitState("told");
        }
    }

    private JsonNode status() throws IOException {
        return json.readTree(watchers.getFirst().status());
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE).until(() -> status().at("/targets/0/state").asText(), state::equals);
    }

    private void awaitResponse(String text) {
        await().atMost(PATIENCE).until(() -> get("/"), text::equals);
    }

    private String get(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
