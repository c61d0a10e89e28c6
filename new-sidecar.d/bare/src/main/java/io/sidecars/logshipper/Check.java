package io.sidecars.logshipper;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.program.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows what the configuration means, and changes nothing.
@Command(name = "check", description = "Validate the configuration and show it with every default.")
final class Check implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            Config valid = Config.read(config, System.getenv());
            spec.commandLine().getOut().println(valid);
            if (Files.isReadable(valid.source())) {
                return ExitCode.DONE;
            }
            spec.commandLine().getOut().println("WARNING: " + valid.source() + " cannot be read");
            return ExitCode.TROUBLE;
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INVALID;
        }
    }
}
