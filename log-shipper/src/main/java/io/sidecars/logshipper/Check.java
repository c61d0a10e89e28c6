package io.sidecars.logshipper;

import io.sidecars.logshipper.catalog.Survey;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.pipeline.Sample;
import io.sidecars.logshipper.process.Resource;
import io.sidecars.logshipper.process.Rules;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the configuration would do, without doing it: no state is opened, nothing is written, nothing is sent but a
/// probe that changes nothing.
@Command(
        name = "check",
        description = "Validate the configuration; show what it means, which files it matches, the first records as"
                + " they would be sent, and whether each output answers.")
final class Check implements Callable<Integer> {
    private static final int MOST_FILES = 20;
    private static final int MOST_RECORDS = 3;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    @Option(names = "--no-probe", description = "Do not ask the outputs whether they answer.")
    private boolean noProbe;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private boolean well = true;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ConfigFile file = new ConfigFile(config, System.getenv(), Run.VARIABLES);
        Config read;
        try {
            String text = file.text();
            read = file.parse(text);
            out.println("# The configuration, with every default.");
            out.println(file.effective(text));
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INVALID;
        }
        Survey survey = Survey.of(read);
        files(read, survey, out);
        Vertx vertx = Run.vertx();
        try {
            records(read, survey, vertx, out);
            if (!noProbe) {
                probes(read, vertx, out);
            }
        } finally {
            vertx.close().await();
        }
        out.flush();
        return well ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    private void files(Config read, Survey survey, PrintWriter out) throws IOException {
        for (Input input : read.inputs()) {
            List<Survey.Match> matches = survey.of(input);
            out.println("# Files that match " + input.include() + ": " + matches.size());
            matches.stream().limit(MOST_FILES).forEach(match -> {
                well &= match.problem() == null;
                out.printf(
                        "%-60s %10s%s%n",
                        match.path(),
                        StatusReport.size(match.size()),
                        match.problem() == null ? "" : "  CANNOT BE READ: " + match.problem());
            });
            if (matches.size() > MOST_FILES) {
                out.println("and " + (matches.size() - MOST_FILES) + " more");
            }
        }
        survey.copies().forEach(copy -> out.println("WARNING: " + copy));
        out.println();
    }

    private void records(Config read, Survey survey, Vertx vertx, PrintWriter out) throws IOException {
        for (Output output : read.outputs()) {
            Sink sink = sink(readable(output), read, vertx);
            Rules rules = new Rules(read.process(), output.common().process());
            out.println("# The first records as " + output.name() + " gets them.");
            Optional<Survey.Match> first = read.inputs().stream()
                    .flatMap(input -> survey.of(input).stream())
                    .filter(match -> match.problem() == null && match.size() > 0)
                    .findFirst();
            if (first.isPresent()) {
                Survey.Match match = first.get();
                Sample.of(match.path(), match.input(), rules, sink, MOST_RECORDS)
                        .forEach(out::println);
            }
            sink.close();
            out.println();
        }
    }

    private void probes(Config read, Vertx vertx, PrintWriter out) {
        out.println("# Whether the outputs answer.");
        for (Output output : read.outputs()) {
            Sink sink = sink(output, read, vertx);
            Sink.Probe probe = sink.probe().await();
            well &= probe.good();
            out.println((probe.good() ? "ok      " : "FAILED  ") + output.name() + ": " + probe.finding());
            sink.close();
        }
    }

    /// A binary encoding in its other form.
    private static Output readable(Output output) {
        return output instanceof Output.Otlp otlp
                ? new Output.Otlp(otlp.common(), otlp.endpoint(), Output.Otlp.Encoding.JSON)
                : output;
    }

    private static Sink sink(Output output, Config read, Vertx vertx) {
        Config.Resource of = read.resource();
        Resource resource =
                new Resource(of.attributes(), of.podInfo(), of.labels(), of.annotations(), System::nanoTime);
        return new Sinks(vertx, resource, InstantSource.system()).sink(output, (_, _) -> {});
    }
}
