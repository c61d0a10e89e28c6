package io.sidecars.configwatcher.config;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Selects a process of the same Pod, by name or by command line, and the Unix signal for it. Exactly one of the
/// two is set.
///
/// @param name the exact name of the executable
/// @param command matches the whole command line, its arguments joined by spaces
public record ProcessSelector(
        @Nullable String name, @Nullable Pattern command, UnixSignal signal) {
    /// @param preset the name of the process in the preset; null if a name or command is required
    static ProcessSelector read(YamlMapping yaml, @Nullable String preset, UnixSignal signal) {
        boolean hasName = yaml.has("name");
        yaml.onlyValid("command", !hasName, "valid without \"name\"");
        boolean hasCommand = yaml.has("command");
        if (!hasName && !hasCommand && preset == null) {
            throw yaml.error("name", "or \"command\" is required");
        }
        return new ProcessSelector(
                hasCommand ? null : hasName ? yaml.required("name", ProcessSelector::name) : preset,
                hasCommand ? yaml.required("command", ProcessSelector::command) : null,
                yaml.optional("signal", signal.name(), UnixSignal::of));
    }

    /// A pattern equals only itself.
    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessSelector selector && toString().equals(selector.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    private static String name(String text) {
        if (text.contains("/") || text.isBlank()) {
            throw new IllegalArgumentException(
                    "must be the name of an executable such as nginx, without its directory");
        }
        return text;
    }

    private static Pattern command(String text) {
        try {
            return Pattern.compile(text, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            // The description may quote the expression.
            throw new IllegalArgumentException(
                    "must be a regular expression; its error is at character " + (e.getIndex() + 1), e);
        }
    }
}
