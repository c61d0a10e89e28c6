package io.sidecars.logshipper;

import io.sidecars.logshipper.config.Config;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option of every command that reads the configuration.
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("");

    Config read() {
        return Config.read(file, System.getenv());
    }
}
