package io.sidecars.logshipper.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What log-shipper does.
///
/// @param source the file to copy
/// @param target the copy
/// @param state the file that remembers what was copied
/// @param interval how often to look at the source
public record Config(Path source, Path target, Path state, Duration interval) {
    /// Reads a file and the environment variables that it refers to.
    ///
    /// @throws InvalidConfigException with one sentence
    public static Config read(Path file, Map<String, String> environment) {
        Settings settings = new Settings(file, environment);
        Config config = new Config(
                settings.required("source", Config::path),
                settings.required("target", Config::path),
                settings.optional("state", "/state/copied", Config::path),
                settings.optional("interval", "1s", Units::duration));
        settings.done();
        return config;
    }

    private static Path path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be an absolute path");
        }
        return Path.of(text);
    }
}
