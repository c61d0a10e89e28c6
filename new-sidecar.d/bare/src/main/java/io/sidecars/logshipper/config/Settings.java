package io.sidecars.logshipper.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML file with one value for each key, read key by key. Nothing in it is ignored: unknown keys, duplicate
/// keys and variables that are not set are errors. An empty value counts as absent. Errors do not show values,
/// which may be secrets.
final class Settings {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?<name>\\w+)(?::-(?<default>[^}]*))?}");

    private record Entry(Optional<Mark> place, String value) {}

    private final Path file;
    private final Map<String, String> environment;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /// @throws InvalidConfigException with one sentence if the file cannot be read or is not a mapping
    Settings(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
        try {
            new Compose(LoadSettings.builder().build()).composeString(Files.readString(file)).ifPresent(this::addAll);
        } catch (IOException e) {
            throw error(Optional.empty(), "cannot be read: " + e.getClass().getSimpleName());
        } catch (YamlEngineException e) {
            Optional<Mark> place = e instanceof MarkedYamlEngineException m ? m.getProblemMark() : Optional.empty();
            throw error(place, "invalid YAML");
        }
    }

    private void addAll(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            throw error(root.getStartMark(), "must be a mapping of keys to values");
        }
        for (NodeTuple entry : mapping.getValue()) {
            Optional<Mark> place = entry.getKeyNode().getStartMark();
            if (!(entry.getKeyNode() instanceof ScalarNode key && entry.getValueNode() instanceof ScalarNode value)) {
                throw error(place, "a key and its value must be single values");
            }
            String text = value.getTag().equals(Tag.NULL) ? "" : value.getValue();
            if (entries.put(key.getValue(), new Entry(place, text)) != null) {
                throw error(place, "duplicate key \"" + key.getValue() + "\"");
            }
        }
    }

    <T> T required(String key, Function<String, T> parser) {
        return optional(key, "", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is required");
            }
            return parser.apply(text);
        });
    }

    /// @param fallback the default, as an operator would write it
    <T> T optional(String key, String fallback, Function<String, T> parser) {
        known.add(key);
        Entry entry = entries.getOrDefault(key, new Entry(Optional.empty(), ""));
        try {
            String text = REFERENCE.matcher(entry.value).replaceAll(this::value);
            return parser.apply(text.isEmpty() ? fallback : text);
        } catch (IllegalArgumentException e) {
            throw error(entry.place, "\"" + key + "\" " + e.getMessage());
        }
    }

    /// An unset and an empty variable both take the default.
    private String value(MatchResult reference) {
        String value = environment.getOrDefault(reference.group("name"), "");
        String fallback = reference.group("default");
        if (value.isEmpty() && fallback == null) {
            throw new IllegalArgumentException("needs the variable " + reference.group("name") + ", which is not set");
        }
        return Matcher.quoteReplacement(value.isEmpty() ? fallback : value);
    }

    /// Rejects keys that were not read.
    void done() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                throw error(entry.place, "unknown key \"" + key + "\"; known keys: " + String.join(", ", known));
            }
        });
    }

    private InvalidConfigException error(Optional<Mark> place, String problem) {
        return new InvalidConfigException(file
                + place.map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1)).orElse("")
                + ": " + problem);
    }
}
