package io.sidecars.demoapp.config;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// A flat YAML file, read strictly: each key is known, stands once and has a scalar value.
/// Values are quoted in messages only where the caller says so, because some are secret.
final class YamlMapping {

    private final String file;
    private final Optional<Mark> start;
    private final Map<String, ScalarNode> values = new HashMap<>();

    private YamlMapping(String file, Optional<Mark> start) {
        this.file = file;
        this.start = start;
    }

    static YamlMapping parse(String file, byte[] content, List<String> known) throws InvalidConfigException {
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            root = new Compose(settings).composeInputStream(new ByteArrayInputStream(content));
        } catch (MarkedYamlEngineException e) {
            // The name of an alias may be a password that begins with an asterisk.
            String problem =
                    String.valueOf(e.getProblem()).replaceAll("(undefined alias).*", "$1 (quote text after *)");
            throw at(file, e.getProblemMark(), "is not YAML: " + problem);
        } catch (YamlEngineException e) {
            throw at(file, Optional.empty(), "is not YAML in UTF-8");
        }
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
            throw at(file, root.flatMap(Node::getStartMark), "must be a mapping with the keys " + list(known));
        }
        YamlMapping result = new YamlMapping(file, mapping.getStartMark());
        for (NodeTuple tuple : mapping.getValue()) {
            result.add(tuple, known);
        }
        return result;
    }

    private void add(NodeTuple tuple, List<String> known) throws InvalidConfigException {
        Optional<Mark> mark = tuple.getKeyNode().getStartMark();
        if (!(tuple.getKeyNode() instanceof ScalarNode key) || !known.contains(key.getValue())) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? " \"" + key.getValue() + "\"" : "";
            throw at(file, mark, "unknown key" + name + "; the keys are " + list(known));
        }
        if (!(tuple.getValueNode() instanceof ScalarNode value) || Tag.NULL.equals(value.getTag())) {
            throw at(file, tuple.getValueNode().getStartMark(), key.getValue() + " must have one value");
        }
        if (values.put(key.getValue(), value) != null) {
            throw at(file, mark, key.getValue() + " must not stand twice");
        }
    }

    /// The text as it stands in the file, whatever YAML takes it for: a password of digits stays what it is.
    String text(String key) throws InvalidConfigException {
        ScalarNode value = values.get(key);
        if (value == null) {
            throw at(file, start, "the key " + key + " is missing");
        }
        return value.getValue();
    }

    int wholeNumber(String key, int fallback, int min, int max) throws InvalidConfigException {
        ScalarNode value = values.get(key);
        if (value == null) {
            return fallback;
        }
        String text = value.getValue();
        if (!Tag.INT.equals(value.getTag()) || !text.matches("\\d{1,9}") || outside(text, min, max)) {
            String rule = " must be a whole number from " + min + " to " + max;
            throw error(key, key + rule + ", but is \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private static boolean outside(String number, int min, int max) {
        return Integer.parseInt(number) < min || Integer.parseInt(number) > max;
    }

    /// A complaint about the value of a key that is there.
    InvalidConfigException error(String key, String sentence) {
        @Nullable ScalarNode value = values.get(key);
        return at(file, value == null ? start : value.getStartMark(), sentence);
    }

    private static InvalidConfigException at(String file, Optional<Mark> mark, String sentence) {
        String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                .orElse("");
        return new InvalidConfigException(file + place + ": " + sentence);
    }

    private static String list(List<String> keys) {
        return String.join(", ", keys);
    }
}
