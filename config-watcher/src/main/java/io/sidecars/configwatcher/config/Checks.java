package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The checks that the content of a source must pass before any app is signalled.
///
/// @param required relative names of files that must exist
public record Checks(List<String> required, List<Rule> rules) {

    /// The format of a file. The encoding is always UTF-8.
    public enum Format {
        YAML,
        JSON,
        PROPERTIES;

        private static Format of(String text) {
            return switch (text) {
                case "yaml" -> YAML;
                case "json" -> JSON;
                case "properties" -> PROPERTIES;
                default -> throw new IllegalArgumentException("must be yaml, json or properties");
            };
        }
    }

    /// Validates every file whose name matches.
    ///
    /// @param keys a wildcard for names relative to the path of the source
    /// @param schema a JSON Schema for each document of the file; null if only the syntax is checked
    public record Rule(String keys, Format format, @Nullable Path schema) {
        static Rule read(YamlMapping yaml) {
            String keys = yaml.required("keys", text -> text);
            Format format = yaml.required("format", Format::of);
            yaml.onlyValid("schema", format != Format.PROPERTIES, "valid with format: yaml or json");
            return new Rule(keys, format, yaml.has("schema") ? yaml.required("schema", Values::file) : null);
        }
    }

    /// Reads the keys `required` and `validate` of a source.
    static Checks read(YamlMapping yaml) {
        return new Checks(yaml.values("required", Checks::name), yaml.list("validate", Rule::read));
    }

    private static String name(String text) {
        if (text.startsWith("/") || text.startsWith("..")) {
            throw new IllegalArgumentException("must be a relative file name that does not start with \"..\"");
        }
        return text;
    }
}
