package io.sidecars.configwatcher;

import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.program.Termination;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command line.
@Command(
        name = "config-watcher",
        description = "Tells an app of its mounted configuration until it runs it.",
        subcommands = {Run.class, Once.class, Check.class, StatusCommand.class, RetryCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ConfigWatcher.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM or SIGINT, or done",
            "1:the program failed, or once timed out",
            "2:the command line or the configuration cannot be used",
            "4:check or status found something that somebody must look at"
        })
final class ConfigWatcher {
    private ConfigWatcher() {}

    static void main(String[] args) {
        Termination termination = Termination.ofThisProcess();
        termination.exit(commandLine(termination).execute(args));
    }

    static CommandLine commandLine(Termination termination) {
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (type == Run.class) {
                    return type.cast(new Run(termination));
                }
                return type == Once.class
                        ? type.cast(new Once(termination))
                        : CommandLine.defaultFactory().create(type);
            }
        };
        return new CommandLine(new ConfigWatcher(), factory)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(ConfigWatcher::misused);
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
            String version = ConfigWatcher.class.getPackage().getImplementationVersion();
            return new String[] {"config-watcher " + (version == null ? "(not packaged)" : version)};
        }
    }
}
