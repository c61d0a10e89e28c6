package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Proves on the local Pod what the README promises, and says what it proved.
final class Smoke {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BURST = 10_000;

    private final LocalPod pod;
    private final Client client = new Client();
    private final long begun = System.nanoTime();

    Smoke(LocalPod pod) {
        this.pod = pod;
    }

    /// @throws IllegalStateException naming the first thing that is not as promised
    void run() throws IOException, InterruptedException {
        pod.useDatabase("blue");
        pod.start();
        client.await(
                "the page to show the blue database", PATIENCE, () -> database().equals("blue"));
        require(pod.page().contains("<html"), "the page to be HTML");
        say("the Pod is up, " + pod.pageUrl() + " answers from the blue database");

        pod.burst(BURST);
        switchTo("green");
        switchTo("blue");
        switchTo("green");

        client.await("the burst to arrive", PATIENCE, () -> delivered("distinct") > BURST);

        pod.burst(3 * BURST);
        client.await("the shipper to be in the middle of it", PATIENCE, () -> delivered("distinct") > 2 * BURST);
        pod.logShipper().kill();
        client.await(
                "log-shipper to run again", PATIENCE, () -> pod.logShipper().restarts() == 1);
        client.await("the rest to arrive", PATIENCE, () -> delivered("distinct") > 4 * BURST);
        say("log-shipper was killed in the middle of a burst and started again");

        List<String> ended = pod.stop();
        require(ended.equals(List.of("app 0", "config-watcher 0", "log-shipper 0")), "exit codes 0, but: " + ended);
        say("stopped in the order of native sidecars: " + String.join(", ", ended));
        everyLineArrived();
    }

    private void switchTo(String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        pod.useDatabase(name);
        client.await(
                "the " + name + " database to answer",
                PATIENCE,
                () -> database().equals(name));
        long millis = (System.nanoTime() - start) / 1_000_000;
        client.await("mounted and running version to agree", PATIENCE, () -> {
            JsonNode state = pod.state();
            return state.path("mounted").isTextual() && state.path("mounted").equals(state.path("running"));
        });
        JsonNode requests = pod.state().path("requests");
        require(requests.path("served").asLong() > 0, "requests to be served");
        require(requests.path("failed").asLong() == 0, "no request to fail, but: " + requests);
        say("the ConfigMap changed, and the %s database answered %d ms later; no request failed"
                .formatted(name, millis));
    }

    private void everyLineArrived() throws IOException, InterruptedException {
        JsonNode stats = pod.delivered();
        long written = pod.lastLineWritten();
        require(stats.path("lost").asLong() == 0, "no line to be lost, but: " + stats);
        require(stats.path("distinct").asLong() == written, written + " lines to arrive, but: " + stats);
        require(
                stats.path("duplicatesWithOtherId").asLong() == 0,
                "what is sent twice to carry the same record id, but: " + stats);
        say("%d lines written, %d delivered, 0 lost; %d sent twice, with the same record ids"
                .formatted(
                        written,
                        stats.path("distinct").asLong(),
                        stats.path("duplicates").asLong()));
    }

    private String database() throws IOException, InterruptedException {
        return pod.state().path("database").path("name").asText();
    }

    private long delivered(String key) throws IOException, InterruptedException {
        return pod.delivered().path(key).asLong();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("expected " + what);
        }
    }

    private void say(String proved) {
        System.out.printf("demo: %5.1f s  %s%n", (System.nanoTime() - begun) / 1e9, proved);
    }
}
