package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.publish.UnusableStateException;
import io.sidecars.configwatcher.reconcile.PublishedCopy;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.KnownSecrets;
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

/// Shows what the configuration would do, without doing it: nothing is published and no app is signalled.
@Command(
        name = "check",
        description = "Validate the configuration and the mounted files, and show the configuration with every "
                + "default, the mounted files and the version that each app reports. Nothing is changed.")
final class Check implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--no-probe", description = "Do not ask the apps which version they run.")
    private boolean noProbe;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private boolean isHealthy = true;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            ConfigFile file = config.file();
            String text = file.text();
            Config valid = file.parse(text);
            PublishedCopy.check(valid);
            ContentValidator validator = new ContentValidator(valid);
            out.println("# Configuration, with every default");
            out.println(file.effective(text));
            printSources(valid, validator, out);
            Vertx vertx = Run.vertx();
            try {
                valid.targets()
                        .forEach(target -> App.unusable(target, vertx)
                                .forEach(problem -> warn(out, "target " + target.name() + ": " + problem)));
                if (!noProbe) {
                    printTargets(valid, vertx, out);
                }
            } finally {
                vertx.close().await();
            }
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INVALID;
        } catch (UnusableStateException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.TROUBLE;
        }
        out.flush();
        return isHealthy ? ExitCode.DONE : ExitCode.TROUBLE;
    }

    private void printSources(Config valid, ContentValidator validator, PrintWriter out) {
        out.println("# Mounted files");
        switch (new Sources(valid.sources()).scan()) {
            case ScanResult.Unavailable(String why) -> warn(out, why);
            case ScanResult.Found found -> {
                out.println(found.content().version());
                found.content()
                        .origins()
                        .forEach((name, file) -> out.printf(
                                "%-20s %-60s %10d B%n", file.source(), Printable.of(name), file.content().length));
                found.notes().forEach(note -> warn(out, note));
                validator.errors(found).forEach(error -> warn(out, error));
            }
        }
        out.println();
    }

    private void printTargets(Config valid, Vertx vertx, PrintWriter out) {
        out.println("# Versions that the apps report");
        KnownSecrets secrets = new KnownSecrets(valid.targets());
        for (TargetConfig target : valid.targets()) {
            App app = App.of(target, vertx, secrets);
            String reported = app.canBeProbed() ? describe(app.probe()) : "has no status endpoint, not asked";
            out.println(target.name() + ": " + reported);
        }
    }

    private String describe(ProbeResult result) {
        return switch (result) {
            case ProbeResult.Runs(String version, String why) ->
                version == null ? "answers, but reports no version: " + why : "runs " + version;
            case ProbeResult.Told(String version) -> "was told " + version;
            case ProbeResult.Unknown(String why) -> failed(why);
            case ProbeResult.NoAnswer(String why) -> failed(why);
        };
    }

    private String failed(String why) {
        isHealthy = false;
        return "FAILED: " + why;
    }

    private void warn(PrintWriter out, String why) {
        isHealthy = false;
        out.println("WARNING: " + Printable.of(why));
    }
}
