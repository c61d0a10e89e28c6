package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Proves on the local Pod what the README promises, and says what it proved.
final class Smoke {
    private static final int BURST = 10_000;
    private static final int BURST_BYTES = 500_000; // at least

    private final LocalPod local;
    private final PodClient pod;
    private final long begun = System.nanoTime();

    Smoke(LocalPod local) {
        this.local = local;
        this.pod = local.remote();
    }

    /// @throws IllegalStateException naming the first thing that is not as promised
    void run() throws IOException, InterruptedException {
        local.start();
        pod.await("the page to show the blue database", () -> database().equals("blue"));
        require(pod.page().contains("<html"), "the page to be HTML");
        say("the Pod is up, %s answers from the blue database".formatted(pod.pageUrl()));

        pod.burst(BURST);
        switchTo("green");
        switchTo("blue");
        switchTo("green");
        isRejected("wrong-password");
        isRejected("invalid-yaml");
        switchTo("blue");
        pod.await("the burst to arrive", () -> delivered("distinct") > BURST);

        killTheShipper();
        failTheSink();
        killTheApp();

        List<String> ended = local.stop();
        require(ended.equals(List.of("app 0", "config-watcher 0", "log-shipper 0")), "exit codes 0, but: " + ended);
        say("stopped in the order of native sidecars: %s".formatted(String.join(", ", ended)));
        everyLineArrived();
    }

    private void switchTo(String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String version = pod.edit(name);
        pod.await("the " + name + " database to answer", () -> database().equals(name));
        long millis = millis(start);
        pod.awaitRunning(version);
        noRequestFailed();
        say("the ConfigMap changed, and the %s database answered %d ms later; no request failed"
                .formatted(name, millis));
    }

    private void isRejected(String config) throws IOException, InterruptedException {
        String before = database();
        String running = pod.state().path("running").asText();
        String reason = pod.awaitRejected(pod.edit(config));
        require(database().equals(before), "the " + before + " database to go on answering");
        require(pod.state().path("running").asText().equals(running), "the old version to run");
        noRequestFailed();
        say("%s was rejected, and the %s database went on answering; no request failed".formatted(config, before));
        say("  %s".formatted(reason));
    }

    private void killTheShipper() throws IOException, InterruptedException {
        pod.burst(3 * BURST);
        pod.await("the shipper to be in the middle of it", () -> delivered("distinct") > 2 * BURST);
        pod.kill("log-shipper");
        pod.await("log-shipper to run again", () -> local.logShipper().restarts() == 1);
        pod.await("the rest to arrive", () -> delivered("distinct") > 4 * BURST);
        say("log-shipper was killed in the middle of a burst and started again");
    }

    private void failTheSink() throws IOException, InterruptedException {
        pod.answer(Map.of("status", 503));
        pod.burst(BURST);
        pod.await(
                "the shipper to wait with the burst",
                () -> lag() > BURST_BYTES
                        && pod.shipper().path("state").asText().equals("retrying"));
        long waiting = lag();
        pod.await("more to wait", () -> lag() > waiting);
        long delivered = delivered("distinct");

        long start = System.nanoTime();
        pod.answer(Map.of("status", 200));
        pod.await("nothing to wait any more", () -> lag() == 0);
        require(delivered("distinct") >= delivered + BURST, "the burst to have arrived");
        require(delivered("lost") == 0, "no line to be lost, but: " + pod.delivered());
        say("the collector answered 503, and %d KB waited; when it took them again, all were there %d ms later"
                .formatted(waiting / 1000, millis(start)));
    }

    /// What is edited meanwhile, the app finds when it starts, and the watcher when the app is there again.
    private void killTheApp() throws IOException, InterruptedException {
        String run = pod.state().path("run").asText();
        pod.kill("app");
        pod.await("the app to be gone", () -> local.app().restarts() == 1 || !pod.isUp());
        String version = pod.edit("green");
        pod.await(
                "the app to run again", () -> !pod.state().path("run").asText().equals(run));
        pod.awaitRunning(version);
        require(database().equals("green"), "the green database to answer");
        say("the app was killed, the ConfigMap changed, and it came back with the green database");
        switchTo("blue");
    }

    private void noRequestFailed() throws IOException, InterruptedException {
        JsonNode requests = pod.state().path("requests");
        require(requests.path("served").asLong() > 0, "requests to be served");
        require(requests.path("failed").asLong() == 0, "no request to fail, but: " + requests);
    }

    private void everyLineArrived() throws IOException, InterruptedException {
        JsonNode stats = pod.delivered();
        WrittenLines written = local.written();
        for (JsonNode run : stats.path("runs")) {
            long last = written.lastNumbers().getOrDefault(run.path("run").asText(), 0L);
            require(run.path("highest").asLong() == last, last + " to be the last line of its run, but: " + run);
        }
        require(stats.path("runs").size() == 2, "two runs of the app, but: " + stats);
        require(stats.path("lost").asLong() == 0, "no line to be lost, but: " + stats);
        require(stats.path("distinct").asLong() == written.lines(), written + " to arrive, but: " + stats);
        require(
                stats.path("duplicatesWithOtherId").asLong() == 0,
                "what is sent twice to carry the same record id, but: " + stats);
        say("%d lines written, %d delivered, 0 lost; %d sent twice, with the same record ids"
                .formatted(
                        written.lines(),
                        stats.path("distinct").asLong(),
                        stats.path("duplicates").asLong()));
    }

    private String database() throws IOException, InterruptedException {
        return pod.state().path("database").path("name").asText();
    }

    private long lag() throws IOException, InterruptedException {
        return pod.shipper().path("lagBytes").asLong();
    }

    private long delivered(String key) throws IOException, InterruptedException {
        return pod.delivered().path(key).asLong();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("expected " + what);
        }
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }

    private void say(String proved) {
        System.out.printf("demo: %5.1f s  %s%n", (System.nanoTime() - begun) / 1e9, proved);
    }
}
