package io.sidecars.configwatcher.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
/// An error message names the place, the key and the rule, and never a value: it may be a secret under the wrong
/// key. The method that reads a value decides how much of it [#effective] shows: [#required] all of it, [#url]
/// the server of a URL, [#secretFile] and [#secret] nothing.
final class YamlMapping {
    /// What a key may look like to be shown. Names of settings and of headers do; most secrets do not.
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z_.-]{0,39}");

    private static final Pattern QUOTED = Pattern.compile(
            "(?s)((undefined|duplicate) (alias|anchor|tag handle)|hexadecimal numbers|in UTF-8|valid version).*");

    private final String file;
    private final Variables variables;
    private final @Nullable Node place;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final EffectiveValues effective = new EffectiveValues();

    /// @param place where an error about a missing key points: to the mapping, or if it is absent to the one
    ///     around it
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

    /// The file that is read, as errors name it.
    String file() {
        return file;
    }

    static YamlMapping parse(String file, String text, Variables variables) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            Node root = new Compose(settings).composeString(text).orElse(null);
            return new YamlMapping(file, variables, root, root);
        } catch (MarkedYamlEngineException e) {
            String problem = withoutQuotes(String.valueOf(e.getProblem()));
            String context =
                    e.getContext() == null || e.getContext().isEmpty() ? "" : withoutQuotes(e.getContext()) + ", ";
            throw new InvalidConfigException(
                    file + e.getProblemMark().map(YamlMapping::place).orElse("") + ": " + context + problem);
        } catch (YamlEngineException e) {
            throw new InvalidConfigException(file + ": " + e.getMessage());
        }
    }

    /// What the YAML parser says, without what it quotes from the file. A value that begins with `*` or `!` is a
    /// name to it, and may be a secret. Single characters stay.
    private static String withoutQuotes(String problem) {
        return QUOTED.matcher(problem).replaceFirst("$1");
    }

    private void add(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            throw error(entry.getKeyNode(), "a key must be a single value");
        }
        if (entries.put(key.getValue(), entry) != null) {
            throw error(key, "duplicate key" + shown(key.getValue()));
        }
    }

    <T> T required(String key, Function<String, T> parser) {
        return required(key, Masking.EVERYTHING, parser);
    }

    /// Like [#required], for the path of a file that holds a secret. Operators put the secret itself there by
    /// mistake.
    <T> T secretFile(String key, Function<String, T> parser) {
        return required(key, Masking.FILE, parser);
    }

    /// Like [#required], for a secret.
    <T> T secret(String key, Function<String, T> parser) {
        return required(key, Masking.NOTHING, parser);
    }

    /// Like [#required], for a URL whose user, password, path and query are secret.
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
            throw error(place, subject(written) + e.getMessage());
        }
    }

    <T> List<T> list(String key, Function<YamlMapping, T> reader) {
        List<T> items = new ArrayList<>();
        switch (value(key)) {
            case null -> {}
            case SequenceNode sequence -> {
                List<EffectiveValues> shown = new ArrayList<>();
                sequence.getValue().forEach(item -> {
                    if (!(item instanceof MappingNode)) {
                        throw error(item, subject(key) + "must be a list of mappings");
                    }
                    items.add(nested(item, reader, shown::add));
                });
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
            if (!known.contains(key) && !isAbsent(entry.getValueNode())) {
                throw unknown(key);
            }
        });
    }

    /// An error about the value of a key, or, if the key is absent, about the mapping that lacks it.
    InvalidConfigException error(String key, String rule) {
        NodeTuple entry = entries.get(key);
        if (entry != null) {
            return error(entry.getValueNode(), subject(key, entry.getValueNode()) + rule);
        }
        List<String> others = entries.keySet().stream()
                .filter(other -> !known.contains(other))
                .toList();
        return NearestName.nearest(key, others).map(this::unknown).orElseGet(() -> error(place, subject(key) + rule));
    }

    private InvalidConfigException unknown(String key) {
        String hint = NearestName.nearest(key, known)
                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                .orElseGet(() -> "; known keys: " + String.join(", ", known));
        return error(requireNonNull(entries.get(key)).getKeyNode(), "unknown key" + shown(key) + hint);
    }

    /// The subject of a sentence about a value: its key, and the variables that it comes from.
    private static String subject(String key, Node value) {
        List<String> names = value instanceof ScalarNode scalar ? Variables.names(scalar.getValue()) : List.of();
        return subject(key)
                + names.stream().map(name -> "from ${" + name + "} ").collect(Collectors.joining("and "));
    }

    private static String subject(String key) {
        String shown = shown(key);
        return shown.isEmpty() ? "the key " : shown.substring(1) + " ";
    }

    /// A space and the quoted key, or nothing if the key may be a secret that became a key by mistake.
    private static String shown(String key) {
        return KEY.matcher(key).matches() ? " \"" + key + "\"" : "";
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
            throw error(value, subject(key) + "must be a single value");
        }
        shown.accept(visible.of(scalar.getValue()));
        try {
            return parser.apply(expand(scalar));
        } catch (IllegalArgumentException e) {
            throw error(value, subject(key, value) + e.getMessage());
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
