package io.sidecars.logshipper;

import io.sidecars.logshipper.config.ConfigFile;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Option;

/// The option of every command that reads the configuration.
final class ConfigOption {
    private static final Set<String> VARIABLES =
            Set.of("SHIPPER_CONFIG", "SHIPPER_ON_INVALID", "SHIPPER_POD_ADDRESS", "SHIPPER_LOCAL_ADDRESS");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    ConfigFile file() {
        return new ConfigFile(config, System.getenv(), VARIABLES);
    }
}
