package io.sidecars.demoapp.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.InvalidConfigException;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.config.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletSimulatorTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> killed = new ConcurrentLinkedQueue<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private KubeletSimulator kubeletSimulator;

    @BeforeEach
    void open() throws IOException {
        DemoConfigMap config = new DemoConfigMap(directory.resolve("config"));
        kubeletSimulator = new KubeletSimulator(
                0, config, Map.of("app", () -> killed.add("app"), "log-shipper", () -> killed.add("log-shipper")));
    }

    @AfterEach
    void close() throws Exception {
        kubeletSimulator.close();
        http.close();
    }

    @ParameterizedTest
    @CsvSource({"blue", "green"})
    void namesAnotherDatabase(String name) throws Exception {
        HttpResponse<String> answer = post("/config", "{\"config\":\"" + name + "\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(mounted().version());
        assertThat(DatabaseSettings.from(mounted()).url()).isEqualTo("jdbc:h2:mem:" + name);
        assertThat(get("/config")).isEqualTo("{\"config\":\"" + name + "\"}\n");
    }

    @Test
    void wrongPasswordIsForTheDatabaseThatWasNamedLast() throws Exception {
        post("/config", "{\"config\":\"green\"}");
        DatabaseSettings right = DatabaseSettings.from(mounted());

        post("/config", "{\"config\":\"wrong-password\"}");

        DatabaseSettings wrong = DatabaseSettings.from(mounted());
        assertThat(wrong.url()).startsWith("jdbc:h2:mem:green");
        assertThat(wrong.password()).isNotEqualTo(right.password());
    }

    @Test
    void invalidYamlIsNoYaml() throws Exception {
        post("/config", "{\"config\":\"invalid-yaml\"}");

        assertThatThrownBy(() -> DatabaseSettings.from(mounted())).isInstanceOf(InvalidConfigException.class);
    }

    @Test
    void killsWhatItIsToldTo() throws Exception {
        assertThat(post("/kill", "{\"what\":\"log-shipper\"}").statusCode()).isEqualTo(202);

        await().untilAsserted(() -> assertThat(killed).containsExactly("log-shipper"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /config | {"config":"red"} | config must be blue, green, wrong-password or invalid-yaml, but is \\"red\\"
            /config | {                | the body must be like {\\"config\\":\\"…\\"}
            /config | []               | the body must be like
            /kill   | {"what":"init"}  | what must be one of [app, log-shipper], but is \\"init\\"
            /kill   | {"config":"app"} | the body must be like {\\"what\\":\\"…\\"}
            """)
    void whatItDoesNotKnowIsRefused(String path, String body, String sentence) throws Exception {
        HttpResponse<String> answer = post(path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(sentence);
        assertThat(get("/config")).isEqualTo("{\"config\":\"none\"}\n");
    }

    @Test
    void webPagesCannotCommand() throws Exception {
        HttpResponse<String> answer = http.send(
                request("/config", "{\"config\":\"green\"}")
                        .header("Origin", "https://example.org")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(get("/config")).isEqualTo("{\"config\":\"none\"}\n");
    }

    private Snapshot mounted() throws IOException {
        return new Mount(directory.resolve("config")).read();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(kubeletSimulator.url() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(kubeletSimulator.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
