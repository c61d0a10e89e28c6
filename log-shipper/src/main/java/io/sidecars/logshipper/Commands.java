package io.sidecars.logshipper;

import io.sidecars.logshipper.program.Misuse;
import io.sidecars.logshipper.program.Termination;
import io.sidecars.logshipper.program.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "log-shipper",
        description = "Tails log files and delivers every line at least once.",
        subcommands = {Run.class, Check.class, Status.class, Dlq.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:success; run: every record was delivered",
            "1:the program failed",
            "2:the command line or the configuration is invalid",
            "3:the JVM ran out of memory (-XX:+ExitOnOutOfMemoryError of the image); the next start continues",
            "4:check: an input cannot be read or an output does not answer; status: an output does not work;"
                    + " dlq replay: dead letters are left",
            "5:run: the drain deadline or a second signal ended the drain; the next start sends the rest"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  log-shipper run --config shipper.yaml",
            "  log-shipper check --config shipper.yaml",
            "  log-shipper status",
            "  log-shipper dlq list --output elasticsearch",
            "  log-shipper dlq replay",
            "",
            "Environment variables set the defaults of options: SHIPPER_CONFIG,",
            "SHIPPER_ON_INVALID, SHIPPER_POD_ADDRESS, SHIPPER_LOCAL_ADDRESS.",
            ""
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
                    if (!(command instanceof Run)) {
                        termination.endAtOnce();
                    }
                    return new RunLast().execute(parsed);
                });
    }
}
