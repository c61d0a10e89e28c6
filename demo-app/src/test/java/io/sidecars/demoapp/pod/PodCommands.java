package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;

/// The commands for a Pod that `./demo` runs in another terminal.
final class PodCommands {
    private static final int CAUGHT_UP_BYTES = 4096; // the app keeps writing lines

    private final PodClient pod = new PodClient(Ports.FIXED);

    /// Returns the exit code. It is 2 if the command does not exist.
    int run(List<String> words) throws IOException, InterruptedException {
        try {
            return switch (String.join(" ", words)) {
                case "switch green", "switch blue" -> switchTo(words.getLast());
                case "break password" -> reject("wrong-password", "has a wrong password");
                case "break yaml" -> reject("invalid-yaml", "is invalid YAML");
                case "break sink" -> sink(Map.of("status", 503), "answers every request with 503");
                case "break slow-sink" ->
                    sink(Map.of("status", 200, "delay", "2s"), "takes 2 s to answer each request");
                case "break app", "break log-shipper", "break config-watcher" -> kill(words.getLast());
                case "fix" -> fix();
                case "status" -> status();
                default -> 2;
            };
        } catch (ConnectException e) {
            throw new IllegalStateException("no demo is running as local processes; start it with ./demo", e);
        }
    }

    private int switchTo(String database) throws IOException, InterruptedException {
        long start = System.nanoTime();
        pod.awaitRunning(pod.edit(database));
        System.out.printf(
                "Edited the ConfigMap. The %s database answered %d ms later; failed queries: %d.%n",
                database, (System.nanoTime() - start) / 1_000_000, failed(pod.state()));
        return 0;
    }

    private int reject(String config, String what) throws IOException, InterruptedException {
        String reason = pod.awaitRejected(pod.edit(config));
        JsonNode state = pod.state();
        System.out.printf("The configuration %s, and the app rejected it:%n", what);
        System.out.printf("  %s%n", reason);
        System.out.printf("The %s database still answers; failed queries: %d.%n", database(state), failed(state));
        return suggestFix();
    }

    private int sink(Map<String, Object> reply, String what) throws IOException, InterruptedException {
        pod.answer(reply);
        System.out.printf("The collector %s. See how many bytes wait with ./demo status, or on the page.%n", what);
        return suggestFix();
    }

    private int kill(String container) throws IOException, InterruptedException {
        long start = System.nanoTime();
        pod.kill(container);
        pod.awaitRestart(container);
        System.out.printf("Killed %s with SIGKILL. It was running again after %.1f s.%n", container, seconds(start));
        return 0;
    }

    private int fix() throws IOException, InterruptedException {
        long start = System.nanoTime();
        pod.answer(Map.of("status", 200));
        pod.awaitRunning(pod.edit("blue"));
        System.out.println("The collector accepts all requests, and the blue database answers.");
        pod.awaitDelivered(CAUGHT_UP_BYTES);
        System.out.printf("log-shipper caught up after %.1f s; lost lines: %d.%n", seconds(start), lost());
        return 0;
    }

    private int status() throws IOException, InterruptedException {
        JsonNode state = pod.state();
        JsonNode watcher = pod.watcher();
        JsonNode target = watcher.at("/targets/0");
        JsonNode shipper = pod.shipper();
        JsonNode delivered = pod.delivered();
        JsonNode answer = delivered.path("answer");
        System.out.printf(
                """
                configuration   %s
                database        %s, %d failed queries
                mounted         %s
                running         %s
                config-watcher  %s%s
                log-shipper     %s, %d bytes waiting%s
                collector       answers %d%s
                lines           %d delivered, %d lost, %d duplicates
                """,
                pod.configuration(),
                database(state),
                failed(state),
                watcher.at("/mounted/version").asText(),
                state.path("running").asText(),
                target.path("state").asText(),
                after(": ", target.path("message")),
                shipper.path("state").asText(),
                shipper.path("lagBytes").asLong(),
                after(": ", shipper.path("problem")),
                answer.path("status").asInt(),
                after(" after ", answer.path("delay")),
                delivered.path("distinct").asLong(),
                lost(),
                delivered.path("duplicates").asLong());
        return 0;
    }

    /// An empty string if there is no text.
    private static String after(String separator, JsonNode text) {
        return text.asText("").isEmpty() ? "" : separator + text.asText();
    }

    private int suggestFix() {
        System.out.println("Repair it with ./demo fix.");
        return 0;
    }

    private long lost() throws IOException, InterruptedException {
        return pod.delivered().path("lost").asLong();
    }

    private static String database(JsonNode state) {
        return state.at("/database/name").asText("no");
    }

    private static long failed(JsonNode state) {
        return state.at("/requests/failed").asLong();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
