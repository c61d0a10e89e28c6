package io.sidecars.demoapp;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.web.PeerAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The app role in this process, on a volume and free ports of its own.
final class RunningShop implements AutoCloseable {

    static final URI NO_SERVER = URI.create("http://127.0.0.1:1");

    private static final Address ANY = Address.parse("127.0.0.1:0");

    final String blue = "blue_" + UUID.randomUUID().toString().replace('-', '_');
    final String green = "green_" + UUID.randomUUID().toString().replace('-', '_');
    final Http http = new Http();
    final KubeletVolume volume;
    final Path logs;
    private final Shop shop;

    /// @param directory an empty one
    RunningShop(Path directory, Shop.Buttons buttons, URI collectorControl, @Nullable URI kubeletSimulator)
            throws IOException {
        this(directory, DemoApp.CONNECTION_TIMEOUT, buttons, collectorControl, kubeletSimulator);
    }

    private RunningShop(
            Path directory,
            Duration connectionTimeout,
            Shop.Buttons buttons,
            URI collectorControl,
            @Nullable URI kubeletSimulator)
            throws IOException {
        volume = new KubeletVolume(directory.resolve("config"));
        logs = Files.createDirectories(directory.resolve("logs"));
        PeerAddresses peers = new PeerAddresses(NO_SERVER, NO_SERVER, NO_SERVER, collectorControl, kubeletSimulator);
        RotatingFile.Limits limits = new RotatingFile.Limits(1 << 20, 5);
        shop = Shop.open(
                new Shop.Settings(volume.directory(), logs, ANY, ANY, connectionTimeout, 0, limits, peers, buttons));
    }

    /// A shop whose queries wait up to a minute for a connection.
    static RunningShop patient(Path directory) throws IOException {
        return new RunningShop(directory, Duration.ofMinutes(1), new Shop.Buttons(false, Set.of()), NO_SERVER, null);
    }

    static RunningShop withButtons(Path directory) throws IOException {
        return new RunningShop(directory, new Shop.Buttons(true, Set.of("demo.Example.org")), NO_SERVER, null);
    }

    RunningShop useBlue() throws IOException {
        volume.write(KubeletVolume.database(blue, "hunter2"));
        await().until(() -> http.get(page(), "/readyz").statusCode() == 200);
        return this;
    }

    Address page() {
        return shop.pageAddress();
    }

    Address admin() {
        return shop.adminAddress();
    }

    JsonNode state() throws IOException, InterruptedException {
        return Http.json(http.get(page(), "/api/state"));
    }

    String database() throws IOException, InterruptedException {
        return state().at("/database/name").asText();
    }

    HttpResponse<String> reload(String signal) throws IOException, InterruptedException {
        return http.post(admin(), "/-/reload", signal);
    }

    HttpResponse<String> press(String button) throws IOException, InterruptedException {
        return http.send(button(button));
    }

    /// As the page's own script sends it.
    HttpRequest.Builder button(String name) {
        return HttpRequest.newBuilder(Http.uri(page(), "/api/controls/" + name))
                .header("Origin", "http://127.0.0.1:" + page().port())
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    @Override
    public void close() {
        http.close();
        shop.close();
    }
}
