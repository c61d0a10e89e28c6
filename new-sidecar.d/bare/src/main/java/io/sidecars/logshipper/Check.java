package io.sidecars.logshipper;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.program.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Shows what the configuration means, and changes nothing.
@Command(name = "check", description = "Validate the configuration and show it with every default.")
final class Check implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            ConfigFile file = config.file();
            String text = file.text();
            Config valid = file.parse(text);
            out.print(file.effective(text));
            if (Files.isReadable(valid.source())) {
                return ExitCode.DONE;
            }
            out.println("WARNING: " + valid.source() + " cannot be read");
            return ExitCode.TROUBLE;
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.INVALID;
        } finally {
            out.flush();
        }
    }
}
