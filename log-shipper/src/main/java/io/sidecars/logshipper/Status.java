package io.sidecars.logshipper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the running process says of itself.
@Command(name = "status", description = "Show what the running process does: outputs, their lag, files.")
final class Status implements Callable<Integer> {
    private static final Set<String> WORKING = Set.of("idle", "sending", "drained");
    private static final long KIB = 1 << 10;

    @Mixin
    private final LocalClient client = new LocalClient();

    @Option(names = "--json", description = "Print the JSON as it is.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode status = client.status();
        if (json) {
            out.println(status);
        } else {
            print(status, out);
        }
        return isWell(status) ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    private static void print(JsonNode status, PrintWriter out) {
        if (!status.path("configProblem").isNull()) {
            out.println("The configuration file is not in use: "
                    + status.path("configProblem").asText());
            out.println();
        }
        out.printf("%-20s %-9s %10s %12s %8s %13s%n", "OUTPUT", "STATE", "LAG", "SENT", "RETRIES", "DEAD LETTERS");
        for (JsonNode output : status.path("outputs")) {
            out.printf(
                    "%-20s %-9s %10s %12d %8d %13d%n",
                    output.path("name").asText(),
                    output.path("state").asText(),
                    size(output.path("lagBytes").asLong()),
                    output.path("sentRecords").asLong(),
                    output.path("retries").asLong(),
                    output.at("/deadLetters/letters").asLong());
            if (!output.path("problem").isNull()) {
                out.println("    " + output.path("problem").asText());
            }
        }
        out.printf("%n%-60s %10s%n", "FILE", "SIZE");
        for (JsonNode file : status.path("files")) {
            out.printf(
                    "%-60s %10s%n",
                    file.path("path").asText(), size(file.path("size").asLong()));
        }
    }

    private static boolean isWell(JsonNode status) {
        boolean well = status.path("configProblem").isNull();
        for (JsonNode output : status.path("outputs")) {
            well &= WORKING.contains(output.path("state").asText());
        }
        return well;
    }

    /// As an operator writes it.
    static String size(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double number = (double) bytes / KIB;
        int unit = 0;
        while (number >= KIB && unit < units.length - 1) {
            number /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", number, units[unit]);
    }
}
