package io.sidecars.logshipper;

import io.sidecars.logshipper.program.ExitCode;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "log-shipper",
        description = "Tails log files and delivers every line at least once.",
        subcommands = {Run.class, Check.class, Status.class, Dlq.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = LogShipper.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all is well; run: everything was delivered",
            "1:the program failed",
            "2:the command line or the configuration cannot be used",
            "3:the drain deadline was reached; what is left is sent after the next start",
            "4:check: an input cannot be read or an output does not answer; status: an output does not work;"
                    + " dlq replay: some are left"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  log-shipper run --config shipper.yaml",
            "  log-shipper check --config shipper.yaml",
            "  log-shipper status",
            "  log-shipper dlq list --output elasticsearch",
            "  log-shipper dlq replay",
            "",
            "Where an option is not given, its variable counts: SHIPPER_CONFIG,",
            "SHIPPER_ON_INVALID, SHIPPER_POD_ADDRESS, SHIPPER_LOCAL_ADDRESS.",
            ""
        })
final class LogShipper {
    private LogShipper() {}

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LogShipper())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LogShipper::misused);
    }

    private static int misused(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.INVALID;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"log-shipper " + version()};
        }
    }

    static String version() {
        String version = LogShipper.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
