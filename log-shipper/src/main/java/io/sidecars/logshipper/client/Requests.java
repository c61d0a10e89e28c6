package io.sidecars.logshipper.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The requests that log-shipper's own commands send.
public final class Requests {
    private static final String OUTPUT = "--output=";
    /// The running process answers a replay when it is over, and after a minute at the latest.
    private static final Duration REPLAY = Duration.ofSeconds(70);

    private Requests() {}

    /// Asks for dead letters, one line of JSON each.
    ///
    /// @param output null for all outputs
    public static Request deadLetters(@Nullable String output) {
        return new Request("GET /dead-letters" + query(output), "application/x-ndjson", 200);
    }

    /// Sends dead letters again.
    ///
    /// @param output null for all outputs
    public static Request replay(@Nullable String output) {
        return new Request("POST /dead-letters/replay" + query(output), "text/plain", 200, REPLAY);
    }

    /// The request of a plainly written command line, null for every other one.
    public static @Nullable Request of(List<String> words) {
        String output = words.stream()
                .filter(word -> word.startsWith(OUTPUT))
                .reduce((_, last) -> last)
                .map(word -> word.substring(OUTPUT.length()))
                .orElse(null);
        String command = words.stream().filter(word -> !word.startsWith(OUTPUT)).collect(Collectors.joining(" "));
        return switch (command) {
            case "status" -> output == null ? Request.status(false) : null;
            case "status --json" -> output == null ? Request.status(true) : null;
            case "dlq list" -> deadLetters(output);
            case "dlq replay" -> replay(output);
            default -> null;
        };
    }

    private static String query(@Nullable String output) {
        return output == null ? "" : "?output=" + URLEncoder.encode(output, UTF_8);
    }
}
