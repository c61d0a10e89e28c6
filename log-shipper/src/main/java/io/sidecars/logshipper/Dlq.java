package io.sidecars.logshipper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The records that receivers have rejected.
@Command(name = "dlq", description = "Show records that a receiver has rejected, or send them once more.")
final class Dlq {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int SHOWN = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Command(name = "list", description = "Print one line for each: time, output, status, reason, place, text.")
    int list(
            @Mixin LocalClient client,
            @Option(names = "--output", paramLabel = "NAME", description = "Of this output only.") @Nullable
                    String output,
            @Option(names = "--json", description = "Print the JSON as it is, one line each.") boolean json)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        client.deadLetters(output, line -> out.println(json ? line : readable(client.parse(line))));
        out.flush();
        return ExitCode.DONE;
    }

    @Command(name = "replay", description = "Send them once more, and wait until that is over.")
    int replay(
            @Mixin LocalClient client,
            @Option(names = "--output", paramLabel = "NAME", description = "Of this output only.") @Nullable
                    String output,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = "60",
                            description = "How long to wait (default: ${DEFAULT-VALUE}).")
                    int seconds)
            throws IOException, InterruptedException {
        int letters = client.replay(output);
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        JsonNode outputs = client.status().path("outputs");
        while (isReplaying(outputs) && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
            outputs = client.status().path("outputs");
        }
        int left = 0;
        for (JsonNode each : outputs) {
            if (output == null || output.equals(each.path("name").asText())) {
                left += each.at("/deadLetters/letters").asInt();
            }
        }
        spec.commandLine()
                .getOut()
                .println((isReplaying(outputs) ? "not over yet: " : "") + letters + " sent once more, " + left
                        + " left");
        return left == 0 ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    private static boolean isReplaying(JsonNode outputs) {
        boolean replaying = false;
        for (JsonNode output : outputs) {
            replaying |= output.at("/deadLetters/replaying").asBoolean();
        }
        return replaying;
    }

    private static String readable(JsonNode letter) {
        String text = letter.path("record").asText();
        return String.join(
                "  ",
                letter.path("time").asText(),
                letter.path("output").asText(),
                letter.path("reason").asText(),
                letter.path("file").asText() + ":" + letter.path("offset").asText(),
                text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
    }
}
