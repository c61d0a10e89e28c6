package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.program.Termination;
import io.sidecars.configwatcher.reconcile.PublishedCopy;
import io.sidecars.configwatcher.source.ScanResult;
import io.sidecars.configwatcher.source.SettleTimer;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.text.Printable;
import io.sidecars.configwatcher.validate.ContentValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// For an init container: the app starts with a configuration that is there, complete and valid, or not at all. The
/// next `run` finds what was published here and takes it over.
@Command(
        name = "once",
        description = "Wait until what is mounted is there and valid, publish it if that is configured, and exit 0; "
                + "after the timeout exit 1 with one sentence, also as the container's termination message.")
final class Once implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Termination termination;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--termination-log",
            paramLabel = "FILE",
            defaultValue = "/dev/termination-log",
            description = "Where the sentence goes if the file exists (default: ${DEFAULT-VALUE}).")
    private Path terminationLog = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    Once(Termination termination) {
        this.termination = termination;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            String problem = await(config.file().read());
            return problem == null ? ExitCode.DONE : end(problem, ExitCode.FAILED);
        } catch (InvalidConfigException e) {
            return end(String.valueOf(e.getMessage()), ExitCode.INVALID);
        }
    }

    /// Null once everything is in place.
    private @Nullable String await(Config valid) throws InterruptedException {
        Sources sources = new Sources(valid.sources());
        ContentValidator validation = new ContentValidator(valid.sources());
        PublishedCopy copy = PublishedCopy.open(valid);
        SettleTimer settle = new SettleTimer();
        long start = System.nanoTime();
        String problem;
        do {
            Duration now = Duration.ofNanos(System.nanoTime() - start);
            problem = switch (sources.scan()) {
                case ScanResult.Unavailable(String why) -> {
                    settle.interrupt();
                    yield why;
                }
                case ScanResult.Found found when !settle.isSettled(found, now) -> "what is mounted does not come to rest";
                case ScanResult.Found found -> publish(found, validation, copy);
            };
        } while (problem != null && System.nanoTime() - start < timeout.toNanos() && !termination.await(LOOK_AGAIN));
        return problem;
    }

    private static @Nullable String publish(ScanResult.Found found, ContentValidator validation, @Nullable PublishedCopy copy) {
        List<String> findings = validation.findings(found);
        if (!findings.isEmpty()) {
            return String.join("; ", findings);
        }
        try {
            if (copy != null) {
                copy.publish(found.content());
            }
            return null;
        } catch (IOException e) {
            return "what is mounted cannot be published: " + e.getMessage();
        }
    }

    private int end(String why, int code) {
        String problem = Printable.of(why);
        spec.commandLine().getErr().println(problem);
        try {
            if (Files.exists(terminationLog)) {
                Files.writeString(terminationLog, problem + "\n", StandardOpenOption.WRITE);
            }
        } catch (IOException e) {
            spec.commandLine().getErr().println(terminationLog + " cannot be written: " + e);
        }
        return code;
    }
}
