package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.source.ScanResult;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.text.Printable;
import io.sidecars.configwatcher.validate.ContentValidator;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the configuration would do, without doing it: nothing is published, no app is told.
@Command(
        name = "check",
        description = "Validate the configuration; show what it means, which files it watches and whether they are "
                + "valid, and what each app says that it runs.")
final class Check implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--no-probe", description = "Do not ask the apps.")
    private boolean noProbe;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private boolean well = true;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            ConfigFile file = config.file();
            String text = file.text();
            Config valid = file.parse(text);
            ContentValidator validation = new ContentValidator(valid.sources());
            out.println("# The configuration, with every default.");
            out.println(file.effective(text));
            sources(valid, validation, out);
            if (!noProbe) {
                targets(valid, out);
            }
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INVALID;
        }
        out.flush();
        return well ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    private void sources(Config valid, ContentValidator validation, PrintWriter out) {
        out.println("# What is mounted.");
        switch (new Sources(valid.sources()).scan()) {
            case ScanResult.Unavailable(String why) -> trouble(out, why);
            case ScanResult.Found found -> {
                out.println(found.content().version());
                found.bySource()
                        .forEach((source, files) -> files.forEach((name, content) ->
                                out.printf("%-20s %-60s %10d B%n", source, Printable.of(name), content.length)));
                found.notes().forEach(note -> trouble(out, note));
                validation.findings(found).forEach(finding -> trouble(out, finding));
            }
        }
        out.println();
    }

    private void targets(Config valid, PrintWriter out) {
        out.println("# What the apps say.");
        Vertx vertx = Run.vertx();
        try {
            for (TargetConfig target : valid.targets()) {
                App app = App.of(target, vertx);
                out.println(target.name() + ": " + (app.canBeProbed() ? said(app.probe()) : "has no status: not asked"));
            }
        } finally {
            vertx.close().await();
        }
    }

    private String said(ProbeResult report) {
        return switch (report) {
            case ProbeResult.Runs(String version) -> version == null ? "is there, and names no version" : "runs " + version;
            case ProbeResult.Unknown(String why) -> failed(why);
            case ProbeResult.NoAnswer(String why) -> failed(why);
        };
    }

    private String failed(String why) {
        well = false;
        return "FAILED: " + why;
    }

    private void trouble(PrintWriter out, String why) {
        well = false;
        out.println("WARNING: " + Printable.of(why));
    }
}
