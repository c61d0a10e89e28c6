package io.sidecars.configwatcher;

import io.sidecars.configwatcher.reconcile.StatusSnapshot;
import io.sidecars.configwatcher.text.Printable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The status as a table for a person.
record StatusText(StatusSnapshot status) {
    private static final int SHORT = "sha256:".length() + 12;

    /// Whether nobody need look.
    boolean works() {
        return status.mounted().message() == null
                && status.targets().stream().allMatch(target -> target.state().equals("in_sync"));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        StatusSnapshot.Mounted mounted = status.mounted();
        line(text, "MOUNTED    " + (mounted.version() == null ? "nothing yet" : mounted.version()));
        if (mounted.message() != null) {
            line(text, "           " + mounted.message());
        }
        mounted.findings().forEach(finding -> line(text, "           " + finding));
        mounted.notes().forEach(note -> line(text, "           mind: " + note));
        StatusSnapshot.Published published = status.published();
        if (published != null) {
            line(text, "PUBLISHED  " + version(published.version()) + ", accepted " + version(published.accepted()));
        }
        line(text, "");
        line(text, target("TARGET", "STATE", "RUNNING", ""));
        status.targets()
                .forEach(target ->
                        line(text, target(target.name(), target.state(), version(target.running()), target.message())));
        line(text, "");
        line(text, entry("VERSION", "SEEN", "OUTCOME", "SIGNALLED", "CONFIRMED", "ATTEMPTS"));
        for (StatusSnapshot.Entry entry : status.history()) {
            line(
                    text,
                    entry(
                            version(entry.version()),
                            entry.seen(),
                            entry.outcome(),
                            millis(entry.phases().signalled()),
                            millis(entry.phases().confirmed()),
                            String.valueOf(entry.attempts())));
            if (entry.reason() != null) {
                line(text, "    " + entry.reason());
            }
        }
        return text.toString();
    }

    private static String millis(@Nullable Long millis) {
        return millis == null ? "-" : millis + " ms";
    }

    private static String version(@Nullable String version) {
        return version == null ? "none" : version.length() <= SHORT ? version : version.substring(0, SHORT);
    }

    private static String target(String name, String state, String running, String message) {
        return String.format(Locale.ROOT, "%-20s %-12s %-20s %s", name, state, running, message);
    }

    private static String entry(
            String version, String seen, String outcome, String signalled, String confirmed, String attempts) {
        return String.format(
                Locale.ROOT, "%-20s %-30s %-12s %9s %10s %8s", version, seen, outcome, signalled, confirmed, attempts);
    }

    private static void line(StringBuilder text, String line) {
        text.append(Printable.of(line.stripTrailing())).append('\n');
    }
}
