package io.sidecars.configwatcher.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A program with its arguments. There is no shell.
///
/// @param timeout after which the program is killed
public record CommandConfig(List<String> command, Duration timeout) {
    public CommandConfig {
        command = List.copyOf(command);
    }

    /// Empty if there is no command.
    static Optional<CommandConfig> read(YamlMapping yaml) {
        List<String> command = yaml.texts("command");
        Duration timeout =
                yaml.optional("timeout", "10s", Values.between(Duration.ofMillis(10), Duration.ofMinutes(10)));
        return command.isEmpty() ? Optional.empty() : Optional.of(new CommandConfig(command, timeout));
    }
}
