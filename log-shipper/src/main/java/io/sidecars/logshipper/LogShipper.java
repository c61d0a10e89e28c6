package io.sidecars.logshipper;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "log-shipper",
        description = "Tails log files and delivers every line at least once.",
        subcommands = Run.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = LogShipper.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything was delivered",
            "1:the program failed",
            "2:the command line or the configuration cannot be used",
            "3:the drain deadline was reached; what is left is sent after the next start"
        })
final class LogShipper {
    private LogShipper() {}

    static void main(String[] args) {
        Termination termination = new Termination();
        termination.exit(commandLine(termination).execute(args));
    }

    static CommandLine commandLine(Termination termination) {
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == Run.class
                        ? type.cast(new Run(termination))
                        : CommandLine.defaultFactory().create(type);
            }
        };
        return new CommandLine(new LogShipper(), factory).setCaseInsensitiveEnumValuesAllowed(true);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = LogShipper.class.getPackage().getImplementationVersion();
            return new String[] {"log-shipper " + (version == null ? "(not packaged)" : version)};
        }
    }
}
