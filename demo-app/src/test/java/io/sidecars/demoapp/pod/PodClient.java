package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/// Observes and controls the local Pod over HTTP.
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

    /// The state that the page shows.
    JsonNode state() throws IOException, InterruptedException {
        return client.json(pageUrl() + "api/state");
    }

    JsonNode delivered() throws IOException, InterruptedException {
        return client.json(Ports.url(ports.collector(), "/stats"));
    }

    /// The status of the only output of log-shipper.
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
    /// @return the new mounted version
    String edit(String config) throws IOException, InterruptedException {
        return client.post(Ports.url(ports.kubeletSimulator(), "/config"), Map.of("config", config))
                .path("version")
                .asText();
    }

    /// Kills the container with SIGKILL.
    void kill(String container) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.kubeletSimulator(), "/kill"), Map.of("what", container));
    }

    /// Sets the response of the collector.
    void answer(Map<String, Object> reply) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.collectorControl(), "/-/answer"), reply);
    }

    void burst(int lines) throws IOException, InterruptedException {
        JsonNode _ = client.post(Ports.url(ports.admin(), "/-/burst?lines=" + lines), Map.of());
    }

    /// Waits until the app runs the version and config-watcher has confirmed it.
    void awaitRunning(String version) throws InterruptedException {
        await("the app to run the mounted version", () -> {
            JsonNode watcher = watcher();
            return state().path("running").asText().equals(version)
                    && watcher.at("/mounted/version").asText().equals(version)
                    && watcher.at("/targets/0/state").asText().equals("in_sync");
        });
    }

    /// Waits until the app has rejected the version.
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

    /// Waits until log-shipper has at most that many bytes to deliver. After long failures it retries every 30 s.
    void awaitDelivered(long bytes) throws InterruptedException {
        client.await(
                "log-shipper to catch up",
                BETWEEN_TRIES.plus(PATIENCE),
                () -> shipper().path("lagBytes").asLong() <= bytes);
    }

    /// Waits until the container has died and is running again.
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
