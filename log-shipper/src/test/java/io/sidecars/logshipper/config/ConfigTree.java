package io.sidecars.logshipper.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A configuration as a tree, in which a setting has the name that the README gives it: `[]` is the first entry
/// of a list.
final class ConfigTree {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, List<String>> BESIDE = Map.ofEntries(
            Map.entry(
                    "inputs[].multiline.start",
                    List.of("inputs[].multiline.preset=start", "inputs[].multiline.start=a")),
            Map.entry(
                    "inputs[].parse.pattern",
                    List.of("inputs[].parse.format=regex", "inputs[].parse.pattern=(?P<a>b)")),
            Map.entry("batchMemory", List.of("inputs[].maxLine=1KiB", "outputs[].batch.bytes=1KiB")),
            Map.entry("process[].keep.severity", List.of("process[].keep.match=a")),
            Map.entry("process[].keep.match", List.of("process[].keep.severity=info")),
            Map.entry("process[].keep.field", List.of("process[].keep.match=a")),
            Map.entry("process[].drop.severity", List.of("process[].drop.match=a")),
            Map.entry("process[].drop.match", List.of("process[].drop.severity=info")),
            Map.entry("process[].drop.field", List.of("process[].drop.match=a")),
            Map.entry("process[].sample.share", List.of("process[].sample.share=0.5")),
            Map.entry("process[].redact.preset", List.of("process[].redact.match=a")),
            Map.entry("process[].redact.match", List.of("process[].redact.preset=card")),
            Map.entry("process[].redact.with", List.of("process[].redact.preset=card")),
            Map.entry("outputs[].compressionLevel", List.of("outputs[].compression=gzip")));
    /// What a value needs beside it. `-` takes a setting away.
    private static final Map<String, String> NEEDS = Map.of(
            "inputs[].multiline.preset=start", "inputs[].multiline.start=a",
            "inputs[].parse.format=regex", "inputs[].parse.pattern=(?P<a>b)",
            "outputs[].type=stdout", "-outputs[].url");
    private static final Map<String, String> TYPES = Map.of(
            "outputs[].format", "stdout",
            "outputs[].tenant", "loki",
            "outputs[].labels", "loki",
            "outputs[].index", "elasticsearch",
            "outputs[].pipeline", "elasticsearch",
            "outputs[].encoding", "otlp");

    private final Map<String, Object> root = new LinkedHashMap<>();

    private ConfigTree() {}

    /// A small valid configuration with an output of this type.
    static ConfigTree ofType(String type) {
        ConfigTree tree = new ConfigTree();
        tree.put("inputs[].include", "/logs/*.log");
        tree.put("outputs[].name", "a");
        tree.put("outputs[].type", type);
        if (!type.equals("stdout")) {
            tree.put("outputs[].url", "https://host/in");
        }
        return tree;
    }

    /// A small configuration that is valid with and without this optional setting.
    static ConfigTree around(String setting) {
        ConfigTree tree = ofType(TYPES.getOrDefault(setting, "http"));
        tree.put("batchMemory", "1GiB");
        BESIDE.getOrDefault(setting, List.of()).forEach(tree::apply);
        return tree;
    }

    /// Sets the value, and what it needs beside it.
    void set(String setting, String value) {
        put(setting, value);
        String needed = NEEDS.getOrDefault(setting + "=" + value, "");
        if (!needed.isEmpty()) {
            apply(needed);
        }
    }

    private void apply(String change) {
        if (change.startsWith("-")) {
            remove(change.substring(1));
        } else {
            put(change.substring(0, change.indexOf('=')), change.substring(change.indexOf('=') + 1));
        }
    }

    void put(String setting, String value) {
        node(setting).put(last(setting), value);
    }

    void remove(String setting) {
        node(setting).remove(last(setting));
    }

    Config read() {
        return file().parse(text());
    }

    /// What the effective configuration shows for the setting, null if it is absent.
    @Nullable
    Object effective(String setting) {
        Object shown = new Load(LoadSettings.builder().build()).loadFromString(file().effective(text()));
        for (String step : setting.replace("[]", ".0").split("\\.", -1)) {
            shown = switch (shown) {
                case Map<?, ?> mapping -> mapping.get(step);
                case List<?> list when step.equals("0") -> list.getFirst();
                case null, default -> null;
            };
        }
        return shown;
    }

    private static ConfigFile file() {
        return new ConfigFile(Path.of("shipper.yaml"), Map.of(), Set.of());
    }

    /// The configuration with this piece of YAML as the value of the setting.
    String textWith(String setting, String yaml) {
        put(setting, "<value>");
        return text().replace("\"<value>\"", yaml);
    }

    /// JSON is YAML.
    private String text() {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Object> node(String setting) {
        Map<String, Object> node = root;
        String[] steps = setting.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            node = child(node, steps[i]);
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> of, String step) {
        String name = step.replace("[]", "");
        if (!step.endsWith("[]")) {
            return (Map<String, Object>) of.computeIfAbsent(name, _ -> new LinkedHashMap<>());
        }
        List<Object> list =
                (List<Object>) of.computeIfAbsent(name, _ -> new ArrayList<>(List.of(new LinkedHashMap<>())));
        return (Map<String, Object>) list.getFirst();
    }

    private static String last(String setting) {
        return setting.substring(setting.lastIndexOf('.') + 1);
    }
}
