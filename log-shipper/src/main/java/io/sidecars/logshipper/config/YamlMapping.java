package io.sidecars.logshipper.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML mapping that is read key by key and knows its place in the file. Reading a key makes it known; [#done]
/// rejects every other key. A value that is empty, null or expands to an empty text counts as absent.
///
/// The method that reads a value decides how much of it error messages and [#effective] show: [#required] all of it,
/// [#url] a URL without credentials, [#secret] nothing.
final class YamlMapping {
    private final String file;
    private final Variables variables;
    private final @Nullable Node place;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Map<String, Masking> known = new TreeMap<>();
    private final EffectiveValues effective = new EffectiveValues();

    /// @param place where an error about a missing key points: to the mapping, or if it is absent to the one around it
    private YamlMapping(String file, Variables variables, @Nullable Node node, @Nullable Node place) {
        this.file = file;
        this.variables = variables;
        this.place = place;
        switch (node) {
            case MappingNode mapping -> mapping.getValue().forEach(this::add);
            case null -> {}
            default -> throw error(node, "must be a mapping of keys to values");
        }
    }

    static YamlMapping parse(String file, String text, Variables variables) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            Node root = new Compose(settings).composeString(text).orElse(null);
            return new YamlMapping(file, variables, root, root);
        } catch (MarkedYamlEngineException e) {
            // YAML takes a value that begins with * or ! for a name. The name is cut off: it may be a secret.
            String problem = String.valueOf(e.getProblem()).replaceFirst("(undefined (alias|tag handle)) .*", "$1");
            String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ", ";
            throw new InvalidConfigException(
                    file + e.getProblemMark().map(YamlMapping::place).orElse("") + ": " + context + problem);
        } catch (YamlEngineException e) {
            throw new InvalidConfigException(file + ": " + e.getMessage());
        }
    }

    private void add(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            throw error(entry.getKeyNode(), "a key must be a single value");
        }
        if (entries.put(key.getValue(), entry) != null) {
            throw error(key, "duplicate key \"" + key.getValue() + "\"");
        }
    }

    <T> T required(String key, Function<String, T> parser) {
        return required(key, Masking.EVERYTHING, parser);
    }

    /// Like [#required], for a secret.
    <T> T secret(String key, Function<String, T> parser) {
        return required(key, Masking.NOTHING, parser);
    }

    /// Like [#required], for a URL whose user, password and query are secret.
    <T> T url(String key, Function<String, T> parser) {
        return required(key, Masking.ADDRESS, parser);
    }

    private <T> T required(String key, Masking visible, Function<String, T> parser) {
        Node value = value(key);
        if (value == null) {
            throw error(key, "is required");
        }
        return scalar(key, value, visible, parser, shown -> effective.put(key, shown));
    }

    /// @param fallback the default, as an operator would write it
    <T> T optional(String key, String fallback, Function<String, T> parser) {
        if (has(key)) {
            return required(key, parser);
        }
        effective.put(key, fallback);
        return parser.apply(fallback);
    }

    /// A list of values. A single value is a list of one, an absent value an empty list.
    List<String> texts(String key) {
        return values(key, Function.identity());
    }

    /// Like [#texts], each value parsed.
    <T> List<T> values(String key, Function<String, T> parser) {
        List<String> shown = new ArrayList<>();
        Node value = value(key);
        List<Node> items = value instanceof SequenceNode sequence
                ? sequence.getValue().stream().filter(item -> !isAbsent(item)).toList()
                : value == null ? List.of() : List.of(value);
        List<T> parsed = items.stream()
                .map(item -> scalar(key, item, Masking.EVERYTHING, parser, shown::add))
                .toList();
        effective.put(key, shown);
        return parsed;
    }

    /// A mapping with arbitrary keys.
    Map<String, String> entries(String key) {
        return entries(key, Function.identity(), Function.identity());
    }

    /// Like [#entries], each key and each value parsed.
    Map<String, String> entries(String key, Function<String, String> names, Function<String, String> values) {
        return nested(key, mapping -> {
            Map<String, String> entries = new LinkedHashMap<>();
            mapping.entries.forEach((name, entry) -> {
                if (mapping.has(name)) {
                    entries.put(mapping.name(name, entry.getKeyNode(), names), mapping.required(name, values));
                }
            });
            return Collections.unmodifiableMap(entries);
        });
    }

    /// Like [#entries], each value read by the reader, which gets its key.
    <T> Map<String, T> entries(String key, BiFunction<YamlMapping, String, T> reader) {
        return nested(key, mapping -> {
            Map<String, T> entries = new LinkedHashMap<>();
            mapping.entries.keySet().forEach(name -> {
                if (mapping.has(name)) {
                    entries.put(name, reader.apply(mapping, name));
                }
            });
            return Collections.unmodifiableMap(entries);
        });
    }

    private String name(String written, Node place, Function<String, String> parser) {
        try {
            return parser.apply(written);
        } catch (IllegalArgumentException e) {
            throw error(place, "\"" + written + "\" " + e.getMessage());
        }
    }

    <T> List<T> list(String key, Function<YamlMapping, T> reader) {
        List<T> items = new ArrayList<>();
        switch (value(key)) {
            case null -> {}
            case SequenceNode sequence -> {
                List<EffectiveValues> shown = new ArrayList<>();
                sequence.getValue().forEach(item -> items.add(nested(item, reader, shown::add)));
                effective.putAll(key, shown);
            }
            case Node other -> throw error(other, "\"" + key + "\" must be a list");
        }
        return items;
    }

    /// Reads an absent mapping like an empty one, so that its settings take their defaults.
    <T> T nested(String key, Function<YamlMapping, T> reader) {
        Node value = value(key);
        if (value != null && !(value instanceof MappingNode)) {
            throw error(value, "\"" + key + "\" must be a mapping of keys to values");
        }
        return nested(value, reader, shown -> effective.put(key, shown));
    }

    private <T> T nested(@Nullable Node value, Function<YamlMapping, T> reader, Consumer<EffectiveValues> shown) {
        YamlMapping mapping = new YamlMapping(file, variables, value, value == null ? place : value);
        T result = reader.apply(mapping);
        mapping.done();
        shown.accept(mapping.effective);
        return result;
    }

    /// Rejects a key that has no meaning with the value of another key.
    ///
    /// @param when completes "is only", such as `for type: http`
    void onlyValid(String key, boolean valid, String when) {
        if (!valid && has(key)) {
            throw error(key, "is only " + when);
        }
    }

    boolean has(String key) {
        return value(key) != null;
    }

    /// Every value that was read, and the default of every absent one.
    EffectiveValues effective() {
        return effective;
    }

    /// @throws InvalidConfigException if the mapping has a key that was not read
    void done() {
        entries.forEach((key, entry) -> {
            if (!known.containsKey(key) && !isAbsent(entry.getValueNode())) {
                throw unknown(key);
            }
        });
    }

    /// An error about the value of a key, or, if the key is absent, about the mapping that lacks it.
    InvalidConfigException error(String key, String rule) {
        NodeTuple entry = entries.get(key);
        if (entry != null) {
            String named = entry.getValueNode() instanceof ScalarNode scalar
                    ? known.getOrDefault(key, Masking.NOTHING).named(key, scalar.getValue())
                    : key + " ";
            return error(entry.getValueNode(), named + rule);
        }
        List<String> others = entries.keySet().stream()
                .filter(other -> !known.containsKey(other))
                .toList();
        return NearestName.nearest(key, others)
                .map(this::unknown)
                .orElseGet(() -> error(place, "\"" + key + "\" " + rule));
    }

    private InvalidConfigException unknown(String key) {
        String hint = NearestName.nearest(key, known.keySet())
                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                .orElseGet(() -> "; known keys: " + String.join(", ", known.keySet()));
        return error(requireNonNull(entries.get(key)).getKeyNode(), "unknown key \"" + key + "\"" + hint);
    }

    private InvalidConfigException error(@Nullable Node at, String problem) {
        String place =
                at == null ? "" : at.getStartMark().map(YamlMapping::place).orElse("");
        return new InvalidConfigException(file + place + ": " + problem);
    }

    private @Nullable Node value(String key) {
        known.putIfAbsent(key, Masking.NOTHING);
        NodeTuple entry = entries.get(key);
        return entry == null || isAbsent(entry.getValueNode()) ? null : entry.getValueNode();
    }

    /// A mapping whose values are all absent is absent too: its variables may all be unset.
    private boolean isAbsent(Node value) {
        return switch (value) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.NULL) || expand(scalar).isEmpty();
            case MappingNode mapping ->
                !mapping.getValue().isEmpty() && mapping.getValue().stream().allMatch(e -> isAbsent(e.getValueNode()));
            default -> false;
        };
    }

    private <T> T scalar(String key, Node value, Masking visible, Function<String, T> parser, Consumer<String> shown) {
        if (!(value instanceof ScalarNode scalar)) {
            throw error(value, "\"" + key + "\" must be a single value");
        }
        known.put(key, visible);
        shown.accept(visible.of(scalar.getValue()));
        try {
            return parser.apply(expand(scalar));
        } catch (IllegalArgumentException e) {
            throw error(value, visible.named(key, scalar.getValue()) + e.getMessage());
        }
    }

    private String expand(ScalarNode scalar) {
        try {
            return variables.expand(scalar.getValue());
        } catch (IllegalArgumentException e) {
            throw error(scalar, String.valueOf(e.getMessage()));
        }
    }

    private static String place(Mark mark) {
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
