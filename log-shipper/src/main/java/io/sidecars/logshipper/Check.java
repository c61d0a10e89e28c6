package io.sidecars.logshipper;

import io.sidecars.logshipper.catalog.FileMatches;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.text.Printable;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows what the configuration would do. It opens no state, writes nothing, and sends nothing but a probe that
/// changes nothing at the receiver.
@Command(
        name = "check",
        description = "Validate the configuration. Show it with every default, the files that it matches, the first"
                + " records as they would be sent, and whether each output responds.")
final class Check implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    @Option(names = "--no-probe", description = "Do not send a probe to the outputs.")
    private boolean noProbe;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ConfigFile file = new ConfigFile(config, System.getenv(), Run.VARIABLES);
        Config read;
        try {
            String text = file.text();
            read = file.parse(text);
            out.println("# The configuration, with every default.");
            out.println(file.effective(text));
        } catch (InvalidConfigException e) {
            spec.commandLine().getErr().println(Printable.of(String.valueOf(e.getMessage())));
            return ExitCode.INVALID;
        }
        Vertx vertx = Run.vertx();
        try {
            Inspection inspection = new Inspection(read, FileMatches.of(read), vertx, out);
            inspection.files();
            inspection.records();
            if (!noProbe) {
                inspection.probes();
            }
            return inspection.isWell() ? ExitCode.DONE : ExitCode.TROUBLE;
        } finally {
            vertx.close().await();
            out.flush();
        }
    }
}
