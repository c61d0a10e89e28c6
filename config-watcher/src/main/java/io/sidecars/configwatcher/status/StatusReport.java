package io.sidecars.configwatcher.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecars.configwatcher.reconcile.StatusSnapshot;
import io.sidecars.configwatcher.reconcile.TargetState;
import io.sidecars.configwatcher.text.Printable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Presents a status snapshot: as the JSON of `/status`, or as the table that the command `status` prints.
///
/// @param configProblem why the present configuration file or a schema is not in use; null if all are
public record StatusReport(@Nullable String configProblem, StatusSnapshot status) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /// A version in the table shows the first 12 digits of its hash.
    private static final int SHORT_VERSION = "sha256:".length() + 12;

    /// While there is no valid configuration.
    public static StatusReport waiting(@Nullable String configProblem) {
        return new StatusReport(
                configProblem,
                new StatusSnapshot(
                        new StatusSnapshot.Mounted(null, null, "no configuration is in use yet", List.of(), List.of()),
                        null,
                        List.of(),
                        List.of()));
    }

    /// Whether the configuration is in use, the mounted version usable, and every app runs it. Otherwise the
    /// command `status` exits with 4.
    public boolean isHealthy() {
        return configProblem == null
                && status.mounted().message() == null
                && status.targets().stream()
                        .allMatch(
                                target -> target.state() == TargetState.IN_SYNC || target.state() == TargetState.TOLD);
    }

    public String json() {
        try {
            ObjectNode json = JSON.createObjectNode().put("configProblem", configProblem);
            return JSON.writeValueAsString(json.setAll(JSON.<ObjectNode>valueToTree(status)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status consists of plain records", e);
        }
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        if (configProblem != null) {
            line(text, "THE CONFIGURATION FILE IS NOT IN USE: " + configProblem);
        }
        appendVersions(text);
        line(text, "");
        line(text, targetRow("TARGET", "STATE", "RUNNING", ""));
        status.targets()
                .forEach(target -> line(
                        text,
                        targetRow(
                                target.name(),
                                target.state().text(),
                                target.running() == null ? "unknown" : shortVersion(target.running()),
                                target.message())));
        line(text, "");
        line(text, historyRow("VERSION", "SEEN", "OUTCOME", "SIGNALLED", "CONFIRMED", "ATTEMPTS"));
        status.history().forEach(entry -> appendHistory(text, entry));
        return text.toString();
    }

    private void appendVersions(StringBuilder text) {
        StatusSnapshot.Mounted mounted = status.mounted();
        line(text, "MOUNTED    " + (mounted.version() == null ? "nothing yet" : mounted.version()));
        if (mounted.message() != null) {
            line(text, "           " + mounted.message());
        }
        mounted.validationErrors().forEach(finding -> line(text, "           " + finding));
        mounted.notes().forEach(note -> line(text, "           warning: " + note));
        StatusSnapshot.Published published = status.published();
        if (published != null) {
            line(
                    text,
                    "PUBLISHED  " + shortVersion(published.version()) + ", accepted "
                            + shortVersion(published.accepted()));
        }
    }

    private static void appendHistory(StringBuilder text, StatusSnapshot.Entry entry) {
        line(
                text,
                historyRow(
                        shortVersion(entry.version()),
                        entry.seen(),
                        entry.outcome().text(),
                        millis(entry.phases().signalled()),
                        millis(entry.phases().confirmed()),
                        String.valueOf(entry.attempts())));
        if (entry.reason() != null) {
            line(text, "    " + entry.reason());
        }
    }

    private static String millis(@Nullable Long millis) {
        return millis == null ? "-" : millis + " ms";
    }

    private static String shortVersion(@Nullable String version) {
        return version == null
                ? "none"
                : version.length() <= SHORT_VERSION ? version : version.substring(0, SHORT_VERSION);
    }

    private static String targetRow(String name, String state, String running, String message) {
        return String.format(Locale.ROOT, "%-20s %-12s %-20s %s", name, state, running, message);
    }

    private static String historyRow(
            String version, String seen, String outcome, String signalled, String confirmed, String attempts) {
        return String.format(
                Locale.ROOT, "%-20s %-30s %-12s %9s %10s %8s", version, seen, outcome, signalled, confirmed, attempts);
    }

    private static void line(StringBuilder text, String line) {
        text.append(Printable.of(line.stripTrailing())).append('\n');
    }
}
