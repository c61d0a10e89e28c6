package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.http.Response;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.web.PeerAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole app role, over HTTP.
class ShopTest {

    private static final Address ANY = Address.parse("127.0.0.1:0");

    private static final URI NO_SERVER = URI.create("http://127.0.0.1:1");

    private final String blue = "blue_" + UUID.randomUUID().toString().replace('-', '_');
    private final String green = "green_" + UUID.randomUUID().toString().replace('-', '_');
    private final Http http = new Http();
    private final Resources resources = new Resources();

    @TempDir
    Path logs;

    private KubeletVolume volume;

    @BeforeEach
    void volume(@TempDir Path directory) {
        volume = new KubeletVolume(directory);
    }

    @AfterEach
    void close() {
        http.close();
        resources.close();
    }

    private Shop open(URI watcher, URI collector) throws IOException {
        return resources.add(Shop.open(new Shop.Settings(
                volume.directory(),
                logs,
                ANY,
                ANY,
                DemoApp.CONNECTION_TIMEOUT,
                0,
                new RotatingFile.Limits(64 << 10, 20),
                new PeerAddresses(watcher, NO_SERVER, collector, NO_SERVER, null),
                new Shop.Buttons(false, Set.of()))));
    }

    private Shop open() throws IOException {
        return open(URI.create("http://127.0.0.1:1/status"), URI.create("http://127.0.0.1:1"));
    }

    private Shop openBlue() throws IOException {
        volume.write(KubeletVolume.database(blue, "hunter2"));
        Shop shop = open();
        awaitReady(shop);
        return shop;
    }

    private void awaitReady(Shop shop) {
        await().until(() -> http.get(shop.pageAddress(), "/readyz").statusCode() == 200);
    }

    private JsonNode state(Shop shop) throws Exception {
        return Http.json(http.get(shop.pageAddress(), "/api/state"));
    }

    private HttpResponse<String> reload(Shop shop) throws Exception {
        return http.post(shop.adminAddress(), "/-/reload", "{\"version\":\"sha256:00\"}");
    }

    @Test
    void isAliveButNotReadyUntilItsConfigurationIsThere() throws Exception {
        Shop shop = open();
        assertThat(http.get(shop.pageAddress(), "/livez").statusCode()).isEqualTo(200);
        assertThat(http.get(shop.pageAddress(), "/readyz").statusCode()).isEqualTo(503);
        assertThat(state(shop).get("database").isNull()).isTrue();
        assertThat(http.get(shop.adminAddress(), "/-/config").statusCode()).isEqualTo(503);
        assertThat(http.get(shop.pageAddress(), "/").headers().firstValue("X-Config-Version"))
                .isEmpty();

        volume.write(KubeletVolume.database(blue, "x"));

        awaitReady(shop);
        assertThat(state(shop).at("/database/name").asText()).isEqualTo(blue);
    }

    @Test
    void reloadChangesTheDatabaseAndIsConfirmedEverywhere() throws Exception {
        Shop shop = openBlue();
        String before = state(shop).get("running").asText();

        volume.write(KubeletVolume.database(green, "y"));
        HttpResponse<String> answer = reload(shop);

        String version = Http.json(answer).get("version").asText();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(version).matches("sha256:[0-9a-f]{64}").isNotEqualTo(before);
        assertThat(answer.headers().firstValue("X-Config-Version")).hasValue(version);
        assertThat(http.get(shop.pageAddress(), "/nothing").headers().firstValue("X-Config-Version"))
                .hasValue(version);
        assertThat(Http.json(http.get(shop.adminAddress(), "/-/config"))
                        .get("version")
                        .asText())
                .isEqualTo(version);
        JsonNode state = state(shop);
        assertThat(state.get("running").asText()).isEqualTo(version);
        assertThat(state.at("/database/name").asText()).isEqualTo(green);
        assertThat(state.at("/database/poolSize").asInt()).isEqualTo(4);
        assertThat(state.at("/requests/failed").asInt()).isZero();
    }

    @Test
    void badConfigurationIsRejectedWithItsReasonAndTheOldOneStays() throws Exception {
        Shop shop = openBlue();
        String running = state(shop).get("running").asText();

        volume.write(KubeletVolume.database(green, "y") + "poolsize: 5\n");
        HttpResponse<String> typo = reload(shop);
        volume.write(KubeletVolume.database(blue, "wrong"));
        HttpResponse<String> password = reload(shop);

        assertThat(typo.statusCode()).isEqualTo(422);
        assertThat(Http.json(typo).get("version").asText()).isEqualTo(running);
        assertThat(Http.json(typo).get("error").asText()).startsWith("database.yaml:5:1: unknown key \"poolsize\"");
        assertThat(password.statusCode()).isEqualTo(422);
        assertThat(Http.json(password).get("error").asText()).contains("Wrong user name or password");
        assertThat(password.headers().firstValue("X-Config-Version")).hasValue(running);
        assertThat(state(shop).at("/database/name").asText()).isEqualTo(blue);
        assertThat(http.get(shop.pageAddress(), "/metrics").body())
                .contains("demo_reloads_total{outcome=\"rejected\"} 2.0");
    }

    @Test
    void passwordsAreNowhereToBeSeen() throws Exception {
        ListAppender<ILoggingEvent> appended = new ListAppender<>();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        appended.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appended);
        Shop shop = openBlue();
        volume.write(KubeletVolume.database(blue, "hunter3"));

        String seen = reload(shop).body()
                + http.get(shop.adminAddress(), "/-/config").body()
                + http.get(shop.pageAddress(), "/api/state").body()
                + http.get(shop.pageAddress(), "/metrics").body()
                + Files.readString(logs.resolve("app.log"))
                + appended.list.stream()
                        .map(e -> e + " " + e.getKeyValuePairs())
                        .toList();

        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appended);
        assertThat(appended.list).isNotEmpty();
        assertThat(seen)
                .contains("\"password\":\"****\"")
                .doesNotContain("f52fbd") // the beginning of the password's SHA-256
                .doesNotContain("hunter2")
                .doesNotContain("hunter3");
    }

    @Test
    void stateShowsWhatTheSidecarAndTheCollectorSay() throws Exception {
        CollectorServer store = resources.add(CollectorServer.open(ANY, ANY));
        Listener watcher = resources.add(Listener.open(
                resources.add(VertxRuntime.start()).vertx(),
                "watcher",
                ANY,
                Map.of("GET /status", request -> Response.json(200, Map.of("mounted", Map.of("version", "sha256:ab")))),
                Map::of));
        http.post(store.address(), "/ingest", "{\"message\":\"[run=aaaaaaaa seq=2] <b>order</b>\"}");
        volume.write(KubeletVolume.database(blue, "x"));

        Shop shop = open(Http.uri(watcher.address(), "/status"), Http.uri(store.address(), ""));

        // a container that answers late is missing in the first state
        await().untilAsserted(() -> {
            JsonNode state = state(shop);
            assertThat(state.get("mounted").asText()).isEqualTo("sha256:ab");
            assertThat(state.at("/delivered/lost").asInt()).isEqualTo(1);
            assertThat(state.get("lines").toString()).isEqualTo("[\"[run=aaaaaaaa seq=2] <b>order</b>\"]");
        });
    }

    @Test
    @Timeout(30)
    void stateDoesNotWaitForContainersThatHang() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Listener hanging = resources.add(Listener.open(
                resources.add(VertxRuntime.start()).vertx(),
                "hanging",
                ANY,
                Map.of("GET /status", request -> {
                    end.await();
                    return Response.text(200, "{}");
                }),
                Map::of));
        Shop shop = open(Http.uri(hanging.address(), "/status"), URI.create("http://127.0.0.1:1"));

        JsonNode state = state(shop);

        assertThat(state.get("mounted").isNull()).isTrue();
        assertThat(state.get("delivered").isNull()).isTrue();
        end.countDown();
    }

    @Test
    void burstAnswersAtOnceWithTheNumbersItWillWrite() throws Exception {
        Shop shop = open();

        HttpResponse<String> answer = http.post(shop.adminAddress(), "/-/burst?lines=3000", "");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"from\":1,\"to\":3000}\n");
        await().untilAsserted(
                        () -> assertThat(state(shop).get("written").asInt()).isEqualTo(3000));
        assertThat(http.post(shop.adminAddress(), "/-/burst?lines=1000001", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void databaseThatIsDownIsWorthAnotherTry() throws Exception {
        Shop shop = openBlue();
        volume.write("url: jdbc:postgresql://127.0.0.1:1/nowhere\nuser: shop\npassword: x\n");

        HttpResponse<String> answer = reload(shop);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(state(shop).at("/reload/outcome").asText()).isEqualTo("unavailable");
        assertThat(state(shop).at("/database/name").asText()).isEqualTo(blue);
    }

    @ParameterizedTest
    @CsvSource({
        "rebound.example.net, 403",
        "localhost.example.net, 403",
        "127.0.0.1.example.net, 403",
        "'', 403",
        "localhost, 200",
        "127.0.0.1, 200",
        "[::1], 200",
    })
    void adminRequestsMustNameALoopbackHost(String name, int status) throws Exception {
        Shop shop = openBlue();
        for (String request : List.of("GET /-/config", "POST /-/rotate")) {
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), shop.adminAddress().port())) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write((request + " HTTP/1.1\r\nHost: " + name + "\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

                assertThat(answer).isEqualTo("HTTP/1.1 " + status);
            }
        }
    }

    @Test
    void commandsAreNotServedOnThePage() throws Exception {
        Shop shop = open();

        assertThat(http.post(shop.pageAddress(), "/-/reload", "").statusCode()).isEqualTo(404);
        assertThat(http.get(shop.pageAddress(), "/-/config").statusCode()).isEqualTo(404);
    }
}
