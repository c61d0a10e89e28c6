package io.sidecars.logshipper.status;

import io.sidecars.logshipper.engine.EngineStatus.FollowedFile;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.text.Printable;
import java.util.Locale;

/// A [StatusReport] as a table for a terminal.
public final class StatusTable {
    private static final String OUTPUT = "%-20s %-9s %10s %12s %8s %13s";
    private static final int MOST_FILES = 100;
    private static final String FILE = "%-60s %10s";

    private final StringBuilder text = new StringBuilder();

    private StatusTable() {}

    public static String of(StatusReport report) {
        StatusTable table = new StatusTable();
        if (report.configProblem() != null) {
            table.line("THE CONFIGURATION FILE IS NOT IN USE: " + Printable.of(report.configProblem()));
        }
        table.line(String.format(Locale.ROOT, OUTPUT, "OUTPUT", "STATE", "LAG", "SENT", "RETRIES", "DEAD LETTERS"));
        report.outputs().forEach(table::output);
        table.line("");
        table.line(String.format(Locale.ROOT, FILE, "FILE", "SIZE"));
        report.files().stream().limit(MOST_FILES).forEach(table::file);
        if (report.files().size() > MOST_FILES) {
            table.line("and " + (report.files().size() - MOST_FILES) + " more");
        }
        if (report.waitingFiles() > 0) {
            table.line(report.waitingFiles() + " more files wait until these are delivered (maxConcurrentFiles)");
        }
        return table.text.toString();
    }

    private void output(PipelineStatus output) {
        line(String.format(
                Locale.ROOT,
                OUTPUT,
                output.name(),
                output.state().word(),
                ByteSize.of(output.lagBytes()),
                output.sentRecords(),
                output.retries(),
                output.deadLetters().letters()));
        if (output.problem() != null) {
            line("    " + Printable.of(output.problem()));
        }
        for (PipelineStatus.HeldBack file : output.heldBack()) {
            line("    HELD BACK: " + Printable.of(file.path()) + ": " + Printable.of(file.why()));
        }
    }

    private void file(FollowedFile file) {
        line(String.format(Locale.ROOT, FILE, Printable.of(file.path()), ByteSize.of(file.size())));
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
