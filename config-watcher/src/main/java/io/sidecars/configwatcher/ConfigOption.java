package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.ConfigFile;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Option;

/// The option `--config`, for every command that reads the configuration.
final class ConfigOption {
    private static final Set<String> VARIABLES =
            Set.of("WATCHER_CONFIG", "WATCHER_ON_INVALID", "WATCHER_POD_ADDRESS", "WATCHER_LOCAL_ADDRESS");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:WATCHER_CONFIG:-/etc/config-watcher/config.yaml}",
            description = "The YAML configuration file (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    ConfigFile file() {
        return new ConfigFile(config, System.getenv(), VARIABLES);
    }
}
