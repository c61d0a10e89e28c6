package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/// The local Pod as it is seen and commanded from outside, over HTTP.
final class PodClient {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

    private final JsonClient client = new JsonClient();
    private final Ports ports;

    PodClient(Ports ports) {
        this.ports = ports;
    }

    String pageUrl() {
        return Ports.url(ports.page(), "/");
    }

    String page() throws IOException, InterruptedException {
        return client.get(pageUrl());
    }

    boolean isUp() throws InterruptedException {
        return client.isUp(Ports.url(ports.page(), "/livez"));
    }

    /// What the page shows.
    JsonNode state() throws IOException, InterruptedException {
        return client.json(pageUrl() + "api/state");
    }

    JsonNode delivered() throws IOException, InterruptedException {
        return client.json(Ports.url(ports.collector(), "/stats"));
    }

    /// What log-shipper says of its one output.
    JsonNode shipper() throws IOException, InterruptedException {
        return client.json(Ports.url(ports.shipperLocal(), "/status")).at("/outputs/0");
    }

    JsonNode watcher() throws IOException, InterruptedException {
        return client.json(Ports.url(ports.watcherLocal(), "/status"));
    }

    String configuration() throws IOException, InterruptedException {
        return client.json(Ports.url(ports.kubeletSimulator(), "/config"))
                .path("config")
                .asText();
    }

    /// Edits the ConfigMap.
    ///
    /// @return the version that is mounted then
    String edit(String config) throws IOException, InterruptedException {
        return client.post(Ports.url(ports.kubeletSimulator(), "/config"), Map.of("config", config))
                .path("version")
                .asText();
    }

    /// SIGKILL.
    void kill(String container) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.kubeletSimulator(), "/kill"), Map.of("what", container));
    }

    /// From now on the collector answers this.
    void answer(Map<String, Object> reply) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.collectorControl(), "/-/answer"), reply);
    }

    void burst(int lines) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.admin(), "/-/burst?lines=" + lines), Map.of());
    }

    /// Until the app runs the version, and config-watcher knows.
    void awaitRunning(String version) throws InterruptedException {
        await("the app to run the mounted version", () -> {
            JsonNode watcher = watcher();
            return state().path("running").asText().equals(version)
                    && watcher.at("/mounted/version").asText().equals(version)
                    && watcher.at("/targets/0/state").asText().equals("in_sync");
        });
    }

    /// Until the app has rejected the version.
    ///
    /// @return its reason
    String awaitRejected(String version) throws IOException, InterruptedException {
        await("the app to reject the mounted version", () -> {
            JsonNode last = watcher().at("/history/0");
            return last.path("version").asText().equals(version)
                    && last.path("outcome").asText().equals("rejected");
        });
        return watcher().at("/targets/0/message").asText();
    }

    /// Until log-shipper has no more than so many bytes to deliver. A delivery that has failed for long is tried every
    /// 30 s at most.
    void awaitDelivered(long bytes) throws InterruptedException {
        client.await(
                "log-shipper to catch up",
                BETWEEN_TRIES.plus(PATIENCE),
                () -> shipper().path("lagBytes").asLong() <= bytes);
    }

    /// Until the container has died and is up again.
    void awaitRestart(String container) throws InterruptedException {
        int port = switch (container) {
            case "app" -> ports.page();
            case "log-shipper" -> ports.shipperPod();
            default -> ports.watcherPod();
        };
        String url = Ports.url(port, "/livez");
        await(container + " to die", () -> !client.isUp(url));
        await(container + " to be up again", () -> client.isUp(url));
    }

    void await(String what, Callable<Boolean> condition) throws InterruptedException {
        client.await(what, PATIENCE, condition);
    }
}
