package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.config.KubeletVolume;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page as a browser gets it, and what keeps it up to date.
@Timeout(60)
class LivePageTest {

    private final HttpClient browser = HttpClient.newHttpClient();
    private RunningShop shop;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        shop = RunningShop.withButtons(directory);
    }

    @AfterEach
    void close() {
        browser.shutdownNow();
        shop.close();
    }

    private HttpResponse<InputStream> events() throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(Http.uri(shop.page(), "/api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static BufferedReader lines(HttpResponse<InputStream> events) {
        return new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return new ObjectMapper().readTree(line.substring("data: ".length()));
    }

    @Test
    void eventsCarryTheStateAgainAndAgain() throws Exception {
        shop.useBlue();
        HttpResponse<InputStream> events = events();
        BufferedReader lines = lines(events);

        JsonNode first = next(lines);
        JsonNode second = next(lines);

        assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(events.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(first.at("/database/name").asText()).isEqualTo(shop.blue);
        assertThat(first.get("database").has("password")).isFalse();
        long gap = gap(first, second);
        for (int i = 0; i < 20 && gap > 1000; i++) { // the machine stood still
            JsonNode third = next(lines);
            gap = gap(second, third);
            second = third;
        }
        assertThat(gap).isBetween(1L, 1000L);
    }

    private static long gap(JsonNode from, JsonNode to) {
        return to.get("now").asLong() - from.get("now").asLong();
    }

    @Test
    void changeReachesThePagesThatAreOpen() throws Exception {
        shop.useBlue();
        BufferedReader lines = lines(events());
        next(lines);

        shop.volume.write(KubeletVolume.database(shop.green, "y"));
        shop.reload("");

        JsonNode state = next(lines);
        while (!state.at("/database/name").asText().equals(shop.green)) {
            state = next(lines);
        }
        assertThat(state.get("running").asText()).startsWith("sha256:");
    }

    @Test
    void pagesAreLimitedAndRoomIsMadeWhenOneCloses() throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            open.add(events());
        }
        assertThat(open).allMatch(page -> page.statusCode() == 200);

        HttpResponse<InputStream> refused = events();
        open.getFirst().body().close();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
        await().until(() -> events().statusCode() == 200);
    }

    @Test
    void probeCountsWhatACallerGets() throws Exception {
        assertThat(shop.state().at("/probe/served").asInt()).isZero(); // no database yet, and that is no failure
        shop.useBlue();
        await().until(() -> {
            JsonNode probe = shop.state().get("probe");
            return probe.get("served").asInt() >= 5 && probe.get("slots").size() >= 2; // the first slot is over
        });

        shop.volume.write(KubeletVolume.database(shop.green, "y"));
        shop.reload("");

        await().until(() -> !shop.state().at("/probe/lastSwitch").isNull());
        JsonNode probe = shop.state().get("probe");
        assertThat(probe.at("/lastSwitch/from").asText()).isEqualTo(shop.blue);
        assertThat(probe.at("/lastSwitch/to").asText()).isEqualTo(shop.green);
        assertThat(probe.get("failed").asInt()).isZero();
        assertThat(probe.at("/slots/0/4").asText()).isEqualTo(shop.blue);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/page.css, text/css",
        "/page.js, text/javascript",
        "/drawing.js, text/javascript",
        "/experiments.js, text/javascript",
        "/story.js, text/javascript",
    })
    void pageLoadsNothingFromElsewhereAndRunsOnlyItsOwnScripts(String path, String type) throws Exception {
        HttpResponse<String> file = shop.http.get(shop.page(), path);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'")
                .contains("script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(file.body())
                .doesNotContain("http://", "https://", "innerHTML", "insertAdjacentHTML", "document.write", " style=");
    }

    @Test
    void restartsOnTheSameVolumeAreCounted(@TempDir Path other) throws Exception {
        RunningShop.withButtons(other).close();

        try (RunningShop again = RunningShop.withButtons(other)) {
            assertThat(again.state().get("starts").asInt()).isEqualTo(2);
        }
    }
}
