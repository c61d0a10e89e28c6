package io.sidecars.configwatcher.config;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// A process of the same Pod, told by a signal. It has either a name or a command.
///
/// @param name of the executable, exactly
/// @param command matches the whole command line, joined by spaces
public record ProcessSelector(@Nullable String name, @Nullable Pattern command, UnixSignal signal) {
    /// @param known the name of a program that needs none here; null for any other
    static ProcessSelector read(YamlMapping yaml, @Nullable String known, UnixSignal signal) {
        boolean named = yaml.has("name");
        yaml.onlyValid("command", !named, "valid without \"name\"");
        boolean commanded = yaml.has("command");
        if (!named && !commanded && known == null) {
            throw yaml.error("name", "or \"command\" is required");
        }
        return new ProcessSelector(
                commanded ? null : named ? yaml.required("name", ProcessSelector::name) : known,
                commanded ? yaml.required("command", ProcessSelector::command) : null,
                yaml.optional("signal", signal.name(), UnixSignal::of));
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
            throw new IllegalArgumentException("must be a regular expression: " + e.getDescription(), e);
        }
    }
}
