package io.sidecars.demoapp.config;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

/// A YAML file with one level of keys. Each key must be known, be there once, and have a scalar value. Errors
/// name the file, line and column. They do not quote values, because a value may be a password.
final class FlatYaml {
    private final String file;
    private final @Nullable Node root;
    private final Map<String, ScalarNode> values = new HashMap<>();

    FlatYaml(String file, byte[] content, List<String> keys) throws InvalidConfigException {
        this.file = file;
        this.root = compose(file, content);
        if (!(root instanceof MappingNode mapping)) {
            throw error(root, "must be a mapping with the keys " + String.join(", ", keys));
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!keys.contains(key)) {
                String known = String.join(", ", keys);
                throw error(entry.getKeyNode(), "unknown key \"" + key + "\"; the keys are " + known);
            }
            if (!(entry.getValueNode() instanceof ScalarNode value) || Tag.NULL.equals(value.getTag())) {
                throw error(entry.getValueNode(), key + " must have a single value");
            }
            if (values.put(key, value) != null) {
                throw error(entry.getKeyNode(), "duplicate key \"" + key + "\"");
            }
        }
    }

    private static @Nullable Node compose(String file, byte[] content) throws InvalidConfigException {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            return new Compose(settings)
                    .composeInputStream(new ByteArrayInputStream(content))
                    .orElse(null);
        } catch (MarkedYamlEngineException e) {
            // An unquoted password that begins with an asterisk is an alias to YAML: its name is not repeated.
            String problem =
                    String.valueOf(e.getProblem()).replaceAll("(undefined alias).*", "$1 (quote text after *)");
            throw error(file, e.getProblemMark().orElse(null), "invalid YAML: " + problem);
        } catch (YamlEngineException e) {
            throw error(file, null, "not YAML in UTF-8");
        }
    }

    /// The text as it is written, whatever type YAML sees in it: a password of digits keeps its leading zeros.
    String text(String key) throws InvalidConfigException {
        ScalarNode value = values.get(key);
        if (value == null) {
            throw error(root, "missing key \"" + key + "\"");
        }
        return value.getValue();
    }

    int wholeNumber(String key, int byDefault, int min, int max) throws InvalidConfigException {
        ScalarNode value = values.get(key);
        if (value == null) {
            return byDefault;
        }
        String text = value.getValue();
        int number = Tag.INT.equals(value.getTag()) && text.matches("\\d{1,9}") ? Integer.parseInt(text) : min - 1;
        if (number < min || number > max) {
            throw error(key, key + " must be a whole number from " + min + " to " + max + ", but is \"" + text + "\"");
        }
        return number;
    }

    /// An error at the value of a key.
    InvalidConfigException error(String key, String sentence) {
        return error(values.get(key), sentence);
    }

    private InvalidConfigException error(@Nullable Node at, String sentence) {
        return error(file, at == null ? null : at.getStartMark().orElse(null), sentence);
    }

    private static InvalidConfigException error(String file, @Nullable Mark at, String sentence) {
        String place = at == null ? "" : ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1);
        return new InvalidConfigException(file + place + ": " + sentence);
    }
}
