package io.sidecars.logshipper.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.text.Printable;
import io.sidecars.logshipper.text.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the running process says of itself.
///
/// @param configProblem why the configuration file as it is now is not in use, null if it is
public record StatusReport(@Nullable String configProblem, List<PipelineStatus> outputs, List<Followed> files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WORKING = Set.of("idle", "sending", "drained");
    private static final String FILE = "%-60s %10s";
    private static final long KIB = 1 << 10;

    /// A file with bytes.
    public record Followed(String path, String generation, long size) {}

    /// Whether nobody need look.
    public boolean works() {
        return configProblem == null && outputs.stream().allMatch(output -> WORKING.contains(output.state()));
    }

    public String json() {
        try {
            return Printable.of(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A table for a person.
    public String text() {
        StringBuilder text = new StringBuilder();
        if (configProblem != null) {
            line(text, "THE CONFIGURATION FILE IS NOT IN USE: " + Printable.of(configProblem));
        }
        line(text, row("OUTPUT", "STATE", "LAG", "SENT", "RETRIES", "DEAD LETTERS"));
        for (PipelineStatus output : outputs) {
            line(
                    text,
                    row(
                            output.name(),
                            output.state(),
                            size(output.lagBytes()),
                            output.sentRecords(),
                            output.retries(),
                            output.deadLetters().letters()));
            if (output.problem() != null) {
                line(text, "    " + Printable.of(output.problem()));
            }
        }
        line(text, "");
        line(text, String.format(Locale.ROOT, FILE, "FILE", "SIZE"));
        files.forEach(
                file -> line(text, String.format(Locale.ROOT, FILE, Printable.of(file.path()), size(file.size()))));
        return text.toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-20s %-9s %10s %12s %8s %13s", cells);
    }

    /// As an operator writes it.
    public static String size(long bytes) {
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

    private static void line(StringBuilder to, String line) {
        to.append(line.stripTrailing()).append('\n');
    }
}
