package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the content of a source must be like before any app is told of it.
///
/// @param required relative names of files that must be there
public record Checks(List<String> required, List<Rule> rules) {

    /// The syntax of a file, always in UTF-8.
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

    /// What every file is held to whose name fits.
    ///
    /// @param keys a wildcard on names relative to the path of the source
    /// @param schema a JSON Schema for each document of the file; null if any content will do
    public record Rule(String keys, Format format, @Nullable Path schema) {
        static Rule read(YamlMapping yaml) {
            String keys = yaml.required("keys", text -> text);
            Format format = yaml.required("format", Format::of);
            yaml.onlyValid("schema", format != Format.PROPERTIES, "for format: yaml or json");
            return new Rule(keys, format, yaml.has("schema") ? yaml.required("schema", Path::of) : null);
        }
    }

    /// Reads the two keys of a source that are about checks.
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
