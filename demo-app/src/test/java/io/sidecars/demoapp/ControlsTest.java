package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page's buttons: what they do, and which requests are refused.
class ControlsTest {

    private static final Address ANY = Address.parse("127.0.0.1:0");

    private final Resources resources = new Resources();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        resources.close();
    }

    private RunningShop withButtons() throws IOException {
        return resources.add(RunningShop.withButtons(directory));
    }

    @Test
    void thereAreNoneUnlessAskedFor() throws Exception {
        RunningShop shop = resources.add(new RunningShop(
                directory, new Shop.Buttons(false, Set.of()), RunningShop.NO_SERVER, RunningShop.NO_SERVER));

        for (String button : new String[] {"crash", "sink-down", "switch-green"}) {
            assertThat(shop.press(button).statusCode()).isEqualTo(404);
        }
        assertThat(shop.state().get("controls").toString()).isEqualTo("{\"enabled\":false,\"kubeletSimulator\":false}");
    }

    @Test
    void rejectNextReloadRejectsOneReload() throws Exception {
        RunningShop shop = withButtons().useBlue();
        assertThat(shop.press("reject-next-reload").statusCode()).isEqualTo(202);
        assertThat(shop.state().at("/armed/reject").asBoolean()).isTrue();
        shop.volume.write(KubeletVolume.database(shop.green, "y"));

        HttpResponse<String> first = shop.reload("");
        HttpResponse<String> second = shop.reload("");

        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(Http.json(first).get("error").asText()).isEqualTo("rejection requested");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(shop.database()).isEqualTo(shop.green);
    }

    @Test
    void reloadOfTheRunningVersionKeepsTheRequestedFault() throws Exception {
        RunningShop shop = withButtons().useBlue();
        shop.press("reject-next-reload");

        assertThat(shop.reload("").statusCode()).isEqualTo(200);

        assertThat(shop.state().at("/armed/reject").asBoolean()).isTrue();
    }

    @Test
    void oldDatabaseAnswersDuringASlowReload() throws Exception {
        RunningShop shop = withButtons().useBlue();
        shop.press("slow-reload");
        shop.volume.write(KubeletVolume.database(shop.green, "y"));
        long start = System.nanoTime();

        Thread reload = Thread.ofVirtual().start(() -> {
            try {
                shop.reload("");
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> !shop.state().at("/armed/slow").asBoolean());
        String during = shop.database();
        if (System.nanoTime() - start < 3_000_000_000L) { // otherwise the machine was too slow for this check
            assertThat(during).isEqualTo(shop.blue);
        }
        reload.join();

        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(3000);
        assertThat(shop.database()).isEqualTo(shop.green);
        assertThat(shop.state().at("/reload/slow").asBoolean()).isTrue();
        assertThat(shop.state().at("/requests/failed").asInt()).isZero();
    }

    @Test
    void burstAndRotateGoToTheLogFile() throws Exception {
        RunningShop shop = withButtons();

        assertThat(shop.press("burst?lines=20").statusCode()).isEqualTo(202);
        await().until(() -> shop.state().get("written").asInt() == 20);
        assertThat(shop.press("rotate").statusCode()).isEqualTo(200);

        assertThat(Files.readAllLines(shop.logs.resolve("app.1.log"))).hasSize(20);
        assertThat(shop.logs.resolve("app.log")).isEmptyFile();
        assertThat(shop.state().get("rotations").asInt()).isEqualTo(1);
    }

    @Test
    void sinkButtonsTellTheCollector() throws Exception {
        CollectorServer store = resources.add(CollectorServer.open(ANY, ANY));
        RunningShop shop = resources.add(new RunningShop(
                directory, new Shop.Buttons(true, Set.of()), Http.uri(store.controlAddress(), ""), null));

        assertThat(shop.press("sink-down").statusCode()).isEqualTo(202);
        assertThat(shop.http.post(store.address(), "/ingest", "").statusCode()).isEqualTo(503);
        assertThat(shop.press("sink-up").statusCode()).isEqualTo(202);
        assertThat(shop.http.post(store.address(), "/ingest", "").statusCode()).isEqualTo(200);
    }

    @Test
    void whatCannotBeToldIsABadGatewayWithTheReason() throws Exception {
        HttpResponse<String> answer = withButtons().press("sink-down");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(Http.json(answer).get("error").asText()).startsWith("http://127.0.0.1:1/-/answer does not answer: ");
    }

    @ParameterizedTest
    @CsvSource({
        "switch-blue, blue",
        "switch-green, green",
        "wrong-password, wrong-password",
        "invalid-yaml, invalid-yaml"
    })
    void configurationButtonsTellTheKubeletSimulator(String button, String config) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Listener kubeletSimulator = resources.add(Listener.open(
                resources.add(VertxRuntime.start()).vertx(),
                "kubelet-simulator",
                ANY,
                Map.of("POST /config", request -> {
                    told.add(request.body(1000).toString());
                    return Response.text(200, "done");
                }),
                Map::of));
        RunningShop shop = resources.add(new RunningShop(
                directory,
                new Shop.Buttons(true, Set.of()),
                RunningShop.NO_SERVER,
                Http.uri(kubeletSimulator.address(), "")));

        assertThat(shop.press(button).statusCode()).isEqualTo(202);

        assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("{\"config\":\"" + config + "\"}");
        assertThat(shop.state().at("/controls/kubeletSimulator").asBoolean()).isTrue();
    }

    @Test
    void withoutAKubeletSimulatorThereAreNoConfigurationButtons() throws Exception {
        assertThat(withButtons().press("switch-green").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://example.org",
        "Origin, http://127.0.0.1:1",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, none",
    })
    void otherPagesCannotPress(String header, String value) throws Exception {
        RunningShop shop = withButtons();

        HttpResponse<String> answer =
                shop.http.send(shop.button("reject-next-reload").setHeader(header, value));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(shop.state().at("/armed/reject").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
    void onlyJsonIsTaken(String type) throws Exception {
        RunningShop shop = withButtons();

        assertThat(shop.http
                        .send(shop.button("rotate").setHeader("Content-Type", type))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void commandLineMayPressToo() throws Exception {
        RunningShop shop = withButtons();
        HttpRequest.Builder plain = HttpRequest.newBuilder(Http.uri(shop.page(), "/api/controls/rotate"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        assertThat(shop.http.send(plain).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "rebound.example.net, 403",
        "localhost.example.net, 403",
        "'', 403",
        "localhost, 200",
        "[::1], 200",
        "demo.example.org, 200",
        "DEMO.example.org, 200",
    })
    void hostNameMustBeOurs(String name, int status) throws Exception {
        RunningShop shop = withButtons();
        String host = name.isEmpty() ? "" : name + ":" + shop.page().port();

        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), shop.page().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /api/controls/rotate HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(answer).isEqualTo("HTTP/1.1 " + status);
        }
    }

    @Test
    void crashEndsTheProcessAfterALastLogLine() throws Exception {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Path out = directory.resolve("out");
        Process app = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.sidecars.demoapp.DemoApp",
                        "--config-dir=" + directory,
                        "--log-dir=" + logs,
                        "--page=127.0.0.1:0",
                        "--admin=127.0.0.1:0",
                        "--controls")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        resources.add(app::destroyForcibly);
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.readString(out).contains("name=\"admin\""));
        String page = Files.readString(out).replaceAll("(?s).*name=\"page\" address=\"([^\"]*)\".*", "$1");

        try (Http http = new Http()) {
            HttpRequest.Builder press = HttpRequest.newBuilder(Http.uri(Address.parse(page), "/api/controls/crash"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"));
            assertThatThrownBy(() -> http.send(press)).isInstanceOf(IOException.class);
        }

        assertThat(app.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(app.exitValue()).isEqualTo(3);
        assertThat(Files.readString(logs.resolve("app.log")))
                .endsWith("crash requested: this is the last line of this run\n");
        assertThat(Files.readString(out)).contains("crash requested").doesNotContain("stopped");
    }
}
