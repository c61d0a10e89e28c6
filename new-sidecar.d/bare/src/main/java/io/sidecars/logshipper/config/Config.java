package io.sidecars.logshipper.config;

import java.nio.file.Path;
import java.time.Duration;

/// What log-shipper does.
///
/// @param source the file to copy
/// @param target the copy
/// @param state the file that remembers what was copied
/// @param interval how often to look at the source
public record Config(Path source, Path target, Path state, Duration interval) {
    static Config read(YamlMapping yaml) {
        return new Config(
                yaml.required("source", Config::path),
                yaml.required("target", Config::path),
                yaml.optional("state", "/state/copied", Config::path),
                yaml.optional("interval", "1s", Units::duration));
    }

    private static Path path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be an absolute path");
        }
        return Path.of(text);
    }
}
