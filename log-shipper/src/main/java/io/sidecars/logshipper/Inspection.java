package io.sidecars.logshipper;

import io.sidecars.logshipper.catalog.FileMatches;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.engine.Sinks;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.pipeline.Sample;
import io.sidecars.logshipper.rules.Rules;
import io.sidecars.logshipper.status.ByteSize;
import io.sidecars.logshipper.text.Printable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;

/// Tries a valid configuration: which files it matches, how their first records look, and whether receivers
/// respond. Prints for a terminal.
final class Inspection {
    private static final int MOST_FILES = 20;
    private static final int MOST_SAMPLED = 3;
    private static final int MOST_RECORDS = 3;

    private final Config config;
    private final FileMatches fileMatches;
    private final Vertx vertx;
    private final PrintWriter out;
    private boolean well = true;

    Inspection(Config config, FileMatches fileMatches, Vertx vertx, PrintWriter out) {
        this.config = config;
        this.fileMatches = fileMatches;
        this.vertx = vertx;
        this.out = out;
    }

    /// Whether no problem was found so far.
    boolean isWell() {
        return well;
    }

    void files() {
        for (Input input : config.inputs()) {
            List<FileMatches.Match> matches = fileMatches.of(input);
            say("# Files that match " + input.include() + ": " + matches.size());
            matches.stream().limit(MOST_FILES).forEach(this::file);
            if (matches.size() > MOST_FILES) {
                say("and " + (matches.size() - MOST_FILES) + " more");
            }
            if (matches.isEmpty()) {
                say("WARNING: this input matches no file");
            }
        }
        if (fileMatches.more() > 0) {
            say("and " + fileMatches.more() + " more files that were not looked at");
        }
        fileMatches.absent().forEach(directory -> say("WARNING: " + directory + " does not exist"));
        fileMatches.hidden().forEach(why -> {
            well = false;
            say("CANNOT BE LISTED: " + why);
        });
        fileMatches.refused().forEach(why -> {
            well = false;
            say("REFUSED: " + why);
        });
        fileMatches.copies().forEach(copy -> say("WARNING: " + copy));
        out.println();
    }

    private void file(FileMatches.Match match) {
        well &= match.problem() == null;
        say(String.format("%-60s %10s", match.path(), ByteSize.of(match.size()))
                + (match.problem() == null ? "" : "  CANNOT BE READ: " + match.problem()));
    }

    void records() {
        for (Output output : config.outputs()) {
            Sink sink = sink(readable(output));
            Rules rules = new Rules(config.process(), output.common().process());
            for (FileMatches.Match match : fileMatches.newest(MOST_SAMPLED)) {
                say("# The first records of " + match.path() + " as " + output.name() + " gets them.");
                sample(match, rules, sink);
                out.println();
            }
            sink.close();
        }
    }

    private void sample(FileMatches.Match match, Rules rules, Sink sink) {
        try (InputStream content = match.open()) {
            List<String> records = Sample.of(match.path(), content, match.input(), rules, sink, MOST_RECORDS);
            records.forEach(record -> record.lines().forEach(this::say));
            if (records.isEmpty()) {
                say("none: no record is complete, or rules drop every record that was read");
            }
        } catch (IOException e) {
            say("cannot be read any more: " + e);
        }
    }

    void probes() {
        out.println("# Whether the outputs respond.");
        for (Output output : config.outputs()) {
            Sink sink = sink(output);
            Sink.ProbeResult result = sink.probe().await();
            well &= result.passed();
            say((result.passed() ? "ok      " : "FAILED  ") + output.name() + ": " + result.message());
            sink.close();
        }
    }

    private void say(String line) {
        out.println(Printable.of(line));
    }

    /// OTLP is shown as JSON, because Protobuf is binary.
    private static Output readable(Output output) {
        return output instanceof Output.Otlp otlp
                ? new Output.Otlp(otlp.common(), otlp.endpoint(), Output.Otlp.Encoding.JSON)
                : output;
    }

    private Sink sink(Output output) {
        return new Sinks(vertx, InstantSource.system(), _ -> (_, _) -> {}).sink(output, config.resource());
    }
}
