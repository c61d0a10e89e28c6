package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an app must implement according to the README: the requests are those that are sent, and the example app,
/// which is the one in the README, is told, confirms and rejects.
class ExampleAppTest {
    private static final Path EXAMPLE = Path.of("examples/App.java");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final Readme readme = Readme.read();
    private final ObjectMapper json = new ObjectMapper();
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path own;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        write("size=1\n");
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theExampleIsTheOneInTheReadme() throws IOException {
        assertThat(readme.blocks("java")).containsExactly(Files.readString(EXAMPLE));
    }

    @Test
    void theExampleIsToldAndConfirmsAndRejects() throws IOException, InterruptedException {
        int port = freePort();
        Process app = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        EXAMPLE.toString(),
                        directory.toString(),
                        String.valueOf(port))
                .inheritIO()
                .start();
        Watcher watcher = watch(port);
        try {
            await().atMost(START_TIMEOUT).until(() -> state(watcher).equals("in_sync"));
            write("size=2\n");
            await().until(() -> target(watcher).path("running").asText().equals(version())
                    && state(watcher).equals("in_sync"));
            write("size=x\n");
            await().until(() -> state(watcher).equals("rejected"));

            String rejection = readme.table("response of the app").stream()
                    .map(row -> Readme.code(row.getFirst()))
                    .filter(codes -> codes.getFirst().equals("422"))
                    .findFirst()
                    .orElseThrow()
                    .getLast();
            assertThat(target(watcher).path("message").asText())
                    .isEqualTo("422 " + json.readTree(rejection).path("error").asText());
        } finally {
            watcher.stop();
            app.destroy();
        }
    }

    @Test
    void theRequestsInTheReadmeAreThoseThatAreSent() throws IOException, InterruptedException {
        List<String> signals = new CopyOnWriteArrayList<>();
        List<String> questions = new CopyOnWriteArrayList<>();
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/-/reload", exchange -> {
            signals.add(request(exchange));
            respond(exchange, "{}");
        });
        app.createContext("/-/config", exchange -> {
            questions.add(request(exchange));
            respond(exchange, signals.isEmpty() ? "{}" : "{\"version\":\"" + version() + "\"}");
        });
        app.start();
        Watcher watcher = watch(app.getAddress().getPort());
        try {
            await().until(() -> state(watcher).equals("in_sync"));
            write("size=2\n");
            await().until(() -> signals.size() == 2);

            assertThat(List.of(signals.getLast(), questions.getLast())).isEqualTo(readme.blocks("http"));
            assertThat(readme.blocks("json")).containsExactly("{\"version\":\"" + version() + "\"}\n");
        } finally {
            watcher.stop();
            app.stop(0);
        }
    }

    private Watcher watch(int port) throws IOException {
        String app = "http://127.0.0.1:" + port;
        Path file = Files.writeString(own.resolve("config.yaml"), """
                sources: [{name: app, path: %1$s}]
                targets: [{name: app, signal: {url: '%2$s/-/reload'}, status: {url: '%2$s/-/config'}}]
                """.formatted(directory, app));
        return Watcher.start(
                LoadedConfig.read(new ConfigFile(file, Map.of(), Set.of())),
                vertx,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                problem -> {
                    throw new AssertionError(problem);
                });
    }

    private JsonNode target(Watcher watcher) throws IOException {
        return json.readTree(watcher.status()).at("/targets/0");
    }

    private String state(Watcher watcher) throws IOException {
        return target(watcher).path("state").asText();
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("app.properties"), text);
    }

    /// As the README says that an app may compute it.
    private String version() throws IOException {
        byte[] content = Files.readAllBytes(directory.resolve("app.properties"));
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update("app.properties\0".getBytes(UTF_8));
            hash.update(ByteBuffer.allocate(Long.BYTES).putLong(content.length).flip());
            hash.update(content);
            return "sha256:" + HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// With those headers that the README shows.
    private static String request(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getProtocol() + "\n");
        for (String header : List.of("Content-Type", "X-Config-Version")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            text.append(value == null ? "" : header + ": " + value + "\n");
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        return text.append(body.isEmpty() ? "" : "\n" + body + "\n").toString();
    }

    private static void respond(HttpExchange exchange, String body) throws IOException {
        exchange.sendResponseHeaders(200, body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
        exchange.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
