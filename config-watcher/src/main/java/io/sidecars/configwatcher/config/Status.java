package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where an app reports the version that it runs.
public sealed interface Status permits StatusEndpoint, Status.InFile, Status.ByCommand {

    /// How often the app is asked.
    Duration interval();

    /// How long an answer may take.
    Duration timeout();

    /// A file that the app writes. Its first line is the version.
    record InFile(Path path, Duration interval) implements Status {
        @Override
        public Duration timeout() {
            return Duration.ZERO;
        }
    }

    /// A program that asks the app. The first line of its output is the version; without output, its exit code 0 says
    /// that the app runs the version that it was told last.
    record ByCommand(CommandConfig command, Duration interval) implements Status {
        @Override
        public Duration timeout() {
            return command.timeout();
        }
    }

    /// Reads the key `status` of a target; empty if nothing reports the version.
    static Optional<Status> read(YamlMapping yaml) {
        boolean inFile = yaml.has("file");
        boolean byCommand = yaml.has("command");
        if (!inFile && !byCommand) {
            return StatusEndpoint.read(yaml).map(endpoint -> endpoint);
        }
        for (String key : List.of("url", "pointer", "header", "headers", "auth", "tls")) {
            yaml.onlyValid(key, false, "valid without " + (inFile ? "file" : "command"));
        }
        Duration interval = StatusEndpoint.interval(yaml);
        if (inFile) {
            yaml.onlyValid("command", false, "valid without file");
            yaml.onlyValid("timeout", false, "valid without file");
            return Optional.of(new InFile(yaml.required("file", Values::file), interval));
        }
        Duration timeout = StatusEndpoint.timeout(yaml);
        return Optional.of(new ByCommand(new CommandConfig(yaml.texts("command"), timeout), interval));
    }
}
