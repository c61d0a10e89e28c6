package io.sidecars.logshipper.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/// A YAML mapping that is read key by key and knows its place in the file. Reading a key makes it known;
/// [#done] then refuses every other one. A value that is empty, null or expands to nothing counts as absent.
///
/// Messages show a value as it is written, never what a variable expanded to: it may be a secret.
final class YamlMapping {
    private static final String MASK = "****";
    private static final Set<String> SECRETS = Set.of("password", "token");
    private static final Set<String> SECRET_MAPPINGS = Set.of("headers", "query");

    private final String file;
    private final Variables variables;
    private final @Nullable Node place;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final Map<String, Object> effective = new LinkedHashMap<>();
    private final boolean secret;

    /// @param place where to point at what is missing: the mapping itself, or where it is absent the one around it
    /// @param secret whether no value of it may be shown
    private YamlMapping(String file, Variables variables, @Nullable Node node, @Nullable Node place, boolean secret) {
        this.secret = secret;
        this.file = file;
        this.variables = variables;
        this.place = place;
        switch (node) {
            case MappingNode mapping -> mapping.getValue().forEach(this::add);
            case null -> {}
            default -> throw error(node, "a mapping of keys to values is expected here");
        }
    }

    static YamlMapping parse(String file, String text, Variables variables) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            Node root = new Compose(settings).composeString(text).orElse(null);
            return new YamlMapping(file, variables, root, root, false);
        } catch (MarkedYamlEngineException e) {
            throw new InvalidConfigException(
                    file + e.getProblemMark().map(YamlMapping::place).orElse("") + ": "
                            + (e.getContext() == null ? "" : e.getContext() + ", ") + e.getProblem());
        } catch (YamlEngineException e) {
            throw new InvalidConfigException(file + ": " + e.getMessage());
        }
    }

    private void add(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            throw error(entry.getKeyNode(), "a key must be a single word");
        }
        if (entries.put(key.getValue(), entry) != null) {
            throw error(key, "key \"" + key.getValue() + "\" stands here twice");
        }
    }

    <T> T required(String key, Function<String, T> parser) {
        Node value = value(key);
        if (value == null) {
            throw error(key, "is required");
        }
        return scalar(key, value, parser);
    }

    /// @param fallback the default as an operator would write it
    <T> T optional(String key, String fallback, Function<String, T> parser) {
        Node value = value(key);
        if (value == null) {
            T parsed = parser.apply(fallback);
            effective.put(key, fallback.matches("\\d{1,9}") ? Integer.valueOf(fallback) : fallback);
            return parsed;
        }
        return scalar(key, value, parser);
    }

    /// Every value that was read, with the defaults in place, to be shown to an operator: what is secret, or came
    /// from a variable, is `****`.
    Map<String, Object> effective() {
        return effective;
    }

    /// A list of values; a single value is a list of one, and an absent one is none.
    List<String> texts(String key) {
        return values(key, Function.identity());
    }

    /// Like [#texts], each value parsed.
    <T> List<T> values(String key, Function<String, T> parser) {
        List<Object> shown = new ArrayList<>();
        List<T> parsed = switch (value(key)) {
            case null -> List.of();
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .filter(item -> !isAbsent(item))
                        .map(item -> {
                            T value = scalar(key, item, parser);
                            shown.add(shown(key, item));
                            return value;
                        })
                        .toList();
            case Node single -> {
                T value = scalar(key, single, parser);
                shown.add(shown(key, single));
                yield List.of(value);
            }
        };
        if (!shown.isEmpty()) {
            effective.put(key, shown);
        }
        return parsed;
    }

    /// A mapping whose keys are free.
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

    /// Like [#entries], each value read by its name.
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
                List<Object> shown = new ArrayList<>();
                sequence.getValue().forEach(item -> items.add(nested(item, secret, reader, shown::add)));
                effective.put(key, shown);
            }
            case Node other -> throw error(other, "\"" + key + "\" must be a list");
        }
        return items;
    }

    /// An absent mapping is read like an empty one, so that its settings take their defaults.
    <T> T nested(String key, Function<YamlMapping, T> reader) {
        Node value = value(key);
        if (value != null && !(value instanceof MappingNode)) {
            throw error(value, "\"" + key + "\" must be a mapping of keys to values");
        }
        return nested(value, secret || SECRET_MAPPINGS.contains(key), reader, shown -> {
            if (!shown.isEmpty()) {
                effective.put(key, shown);
            }
        });
    }

    /// For a key that means nothing beside what another one says.
    ///
    /// @param when such as `for type: http`
    void onlyValid(String key, boolean valid, String when) {
        if (!valid && has(key)) {
            throw error(key, "is only " + when);
        }
    }

    boolean has(String key) {
        return value(key) != null;
    }

    private <T> T nested(
            @Nullable Node value,
            boolean isSecret,
            Function<YamlMapping, T> reader,
            Consumer<Map<String, Object>> shown) {
        YamlMapping mapping = new YamlMapping(file, variables, value, value == null ? place : value, isSecret);
        T result = reader.apply(mapping);
        mapping.done();
        shown.accept(mapping.effective);
        return result;
    }

    /// @throws InvalidConfigException if the mapping has a key that nothing has read
    void done() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key) && !isAbsent(entry.getValueNode())) {
                throw unknown(key);
            }
        });
    }

    /// An error about the value of a key, or about the whole mapping where the key is absent.
    InvalidConfigException error(String key, String rule) {
        NodeTuple entry = entries.get(key);
        if (entry != null) {
            return error(entry.getValueNode(), key + " " + written(entry.getValueNode()) + rule);
        }
        return entries.keySet().stream()
                .filter(other -> !known.contains(other) && distance(key, other) <= 2)
                .findFirst()
                .map(this::unknown)
                .orElseGet(() -> error(place, "\"" + key + "\" " + rule));
    }

    /// Like [#error], for a value that nobody may see.
    InvalidConfigException hidden(String key, String rule) {
        NodeTuple entry = entries.get(key);
        return error(entry == null ? place : entry.getValueNode(), "\"" + key + "\" " + rule);
    }

    private InvalidConfigException unknown(String key) {
        String hint = known.stream()
                .filter(candidate -> distance(key, candidate) <= 2)
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .map(nearest -> "; the nearest known one is \"" + nearest + "\"")
                .orElseGet(() -> "; known here: " + String.join(", ", known));
        return error(requireNonNull(entries.get(key)).getKeyNode(), "unknown key \"" + key + "\"" + hint);
    }

    private InvalidConfigException error(@Nullable Node at, String problem) {
        String place =
                at == null ? "" : at.getStartMark().map(YamlMapping::place).orElse("");
        return new InvalidConfigException(file + place + ": " + problem);
    }

    private @Nullable Node value(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        return entry == null || isAbsent(entry.getValueNode()) ? null : entry.getValueNode();
    }

    /// A mapping of nothing but absent values is absent too: variables can fill it.
    private boolean isAbsent(Node value) {
        return switch (value) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.NULL) || expand(scalar).isEmpty();
            case MappingNode mapping ->
                !mapping.getValue().isEmpty() && mapping.getValue().stream().allMatch(e -> isAbsent(e.getValueNode()));
            default -> false;
        };
    }

    private <T> T scalar(String key, Node value, Function<String, T> parser) {
        if (!(value instanceof ScalarNode scalar)) {
            throw error(value, "\"" + key + "\" must be a single value");
        }
        try {
            T parsed = parser.apply(expand(scalar));
            effective.put(key, shown(key, scalar));
            return parsed;
        } catch (IllegalArgumentException e) {
            throw error(value, key + " " + written(value) + e.getMessage());
        }
    }

    private Object shown(String key, Node value) {
        if (!(value instanceof ScalarNode scalar)
                || secret
                || SECRETS.contains(key)
                || scalar.getValue().contains("${")) {
            return MASK;
        }
        String text = expand(scalar);
        if (text.matches("\\d{1,9}")) {
            return Integer.valueOf(text);
        }
        return text.contains("://")
                ? text.replaceAll("//[^/@]*@", "//" + MASK + "@").replaceAll("\\?.*", "?" + MASK)
                : text;
    }

    private String expand(ScalarNode scalar) {
        try {
            return variables.expand(scalar.getValue());
        } catch (IllegalArgumentException e) {
            throw error(scalar, String.valueOf(e.getMessage()));
        }
    }

    /// A password in a URL is left out.
    private static String written(Node value) {
        return value instanceof ScalarNode scalar
                ? "\"" + scalar.getValue().replaceAll("//.*@", "//****@") + "\" "
                : "";
    }

    private static String place(Mark mark) {
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /// Levenshtein's edit distance.
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
