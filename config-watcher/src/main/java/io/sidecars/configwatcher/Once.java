package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.program.ExitCode;
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
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// For an init container: the Pod's app starts only once its configuration is present, complete and valid. A later
/// `run` adopts the version that was published here.
@Command(
        name = "once",
        description = "Wait until the mounted configuration is present and valid, publish it if so configured, and "
                + "exit 0. After the timeout, exit 1 with one sentence, which is also the termination message.")
final class Once implements Callable<Integer> {
    private static final Duration SCAN_INTERVAL = Duration.ofMillis(50);

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait for a valid configuration (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--termination-log",
            paramLabel = "FILE",
            defaultValue = "/dev/termination-log",
            description = "File that gets the sentence too, if it exists (default: ${DEFAULT-VALUE}).")
    private Path terminationLog = Path.of("");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // by picocli
    private Commands program;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            String problem = await(config.file().read());
            return problem == null ? ExitCode.DONE : end(problem, ExitCode.FAILED);
        } catch (InvalidConfigException e) {
            return end(String.valueOf(e.getMessage()), ExitCode.INVALID);
        }
    }

    /// Null once a valid version is mounted and, if configured, published; else the problem when time ran out.
    private @Nullable String await(Config valid) throws InterruptedException {
        Sources sources = new Sources(valid.sources());
        ContentValidator validator = new ContentValidator(valid);
        PublishedCopy copy = PublishedCopy.open(valid);
        SettleTimer settleTimer = new SettleTimer();
        long start = System.nanoTime();
        String problem;
        do {
            Duration now = Duration.ofNanos(System.nanoTime() - start);
            problem = switch (sources.scan()) {
                case ScanResult.Unavailable(String why) -> {
                    settleTimer.interrupt();
                    yield why;
                }
                case ScanResult.Found found
                when !settleTimer.isSettled(found, now) -> "the mounted files keep changing";
                case ScanResult.Found found -> publish(found, validator, copy);
            };
        } while (problem != null
                && System.nanoTime() - start < timeout.toNanos()
                && !program.termination.await(SCAN_INTERVAL));
        return problem;
    }

    private static @Nullable String publish(
            ScanResult.Found found, ContentValidator validator, @Nullable PublishedCopy copy) {
        List<String> errors = validator.errors(found);
        if (!errors.isEmpty()) {
            return String.join("; ", errors);
        }
        try {
            if (copy != null) {
                copy.publish(found.content());
            }
            return null;
        } catch (IOException e) {
            return "the mounted files cannot be published: " + e.getMessage();
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
