package io.sidecars.configwatcher;

import io.sidecars.configwatcher.program.Misuse;
import io.sidecars.configwatcher.program.Termination;
import io.sidecars.configwatcher.program.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "config-watcher",
        description = "Tells an app about its mounted configuration until the app runs it.",
        subcommands = {Run.class, Once.class, Check.class, StatusCommand.class, RetryCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:success, or stopped by SIGTERM or SIGINT",
            "1:the program failed; once: the timeout was reached",
            "2:the command line or the configuration is invalid",
            "3:the JVM ran out of memory (-XX:+ExitOnOutOfMemoryError of the image); Kubernetes restarts the container",
            "4:check or status found a problem that needs attention"
        })
final class Commands {
    /// For a command that ends in order at a signal.
    final Termination termination;

    private Commands(Termination termination) {
        this.termination = termination;
    }

    static CommandLine commandLine(Termination termination) {
        return new CommandLine(new Commands(termination))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new Misuse())
                .setExecutionStrategy(parsed -> {
                    Object command = parsed.asCommandLineList().getLast().getCommand();
                    if (!(command instanceof Run || command instanceof Once)) {
                        termination.endAtOnce();
                    }
                    return new RunLast().execute(parsed);
                });
    }
}
