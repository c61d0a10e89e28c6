package io.sidecars.logshipper;

import io.sidecars.logshipper.program.Misuse;
import io.sidecars.logshipper.program.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "log-shipper",
        description = "Copies a file whenever it changes.",
        subcommands = {Run.class, Check.class, Status.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:success, or stopped by SIGTERM or SIGINT",
            "1:the program failed",
            "2:the command line or the configuration is invalid",
            "4:check or status found a problem that needs attention"
        })
final class LogShipper {
    private LogShipper() {}

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LogShipper()).setParameterExceptionHandler(new Misuse());
    }
}
