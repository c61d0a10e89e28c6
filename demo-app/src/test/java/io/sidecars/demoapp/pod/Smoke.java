package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Checks on the local Pod what the README promises, and prints each result.
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

    /// @throws IllegalStateException if a check fails
    void run() throws IOException, InterruptedException {
        local.start();
        pod.await("the page to show the blue database", () -> database().equals("blue"));
        require(pod.page().contains("<html"), "the page to be HTML");
        say("the Pod is running: %s answers from the blue database".formatted(pod.pageUrl()));

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
        say("stopped in the order of native sidecars, with exit codes: %s".formatted(String.join(", ", ended)));
        everyLineArrived();
    }

    private void switchTo(String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String version = pod.edit(name);
        pod.await("the " + name + " database to answer", () -> database().equals(name));
        long millis = millis(start);
        pod.awaitRunning(version);
        noRequestFailed();
        say("ConfigMap edited: the %s database answered %d ms later, and no request failed".formatted(name, millis));
    }

    private void isRejected(String config) throws IOException, InterruptedException {
        String before = database();
        String running = pod.state().path("running").asText();
        String reason = pod.awaitRejected(pod.edit(config));
        require(database().equals(before), "the " + before + " database to keep answering");
        require(pod.state().path("running").asText().equals(running), "the old version to keep running");
        noRequestFailed();
        say("%s: rejected, the %s database still answers, and no request failed".formatted(config, before));
        say("  %s".formatted(reason));
    }

    private void killTheShipper() throws IOException, InterruptedException {
        pod.burst(3 * BURST);
        pod.await("log-shipper to be in the middle of the burst", () -> delivered("distinct") > 2 * BURST);
        pod.kill("log-shipper");
        pod.await("log-shipper to run again", () -> local.logShipper().restarts() == 1);
        pod.await("the rest of the burst to arrive", () -> delivered("distinct") > 4 * BURST);
        say("log-shipper killed in the middle of a burst, and restarted");
    }

    private void failTheSink() throws IOException, InterruptedException {
        pod.answer(Map.of("status", 503));
        pod.burst(BURST);
        pod.await(
                "log-shipper to retry the burst",
                () -> lag() > BURST_BYTES
                        && pod.shipper().path("state").asText().equals("retrying"));
        long waiting = lag();
        pod.await("more lines to wait", () -> lag() > waiting);
        long delivered = delivered("distinct");

        long start = System.nanoTime();
        pod.answer(Map.of("status", 200));
        pod.await("all waiting lines to be delivered", () -> lag() == 0);
        require(delivered("distinct") >= delivered + BURST, "the burst to have arrived");
        require(delivered("lost") == 0, "no line to be lost, but: " + pod.delivered());
        say("collector answered 503 while %d KB waited: all delivered %d ms after it recovered"
                .formatted(waiting / 1000, millis(start)));
    }

    /// Edits the ConfigMap while the app is down. The app reads it when it starts, and config-watcher then
    /// confirms it.
    private void killTheApp() throws IOException, InterruptedException {
        String run = pod.state().path("run").asText();
        pod.kill("app");
        pod.await("the app to be gone", () -> local.app().restarts() == 1 || !pod.isUp());
        String version = pod.edit("green");
        pod.await(
                "the app to run again", () -> !pod.state().path("run").asText().equals(run));
        pod.awaitRunning(version);
        require(database().equals("green"), "the green database to answer");
        say("app killed and ConfigMap edited meanwhile: the app restarted with the green database");
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
                "duplicates to have the same record id, but: " + stats);
        say("%d lines written, %d delivered, 0 lost, %d duplicates with the same record id"
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

    private void say(String result) {
        System.out.printf("demo: %5.1f s  %s%n", (System.nanoTime() - begun) / 1e9, result);
    }
}
