package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sidecars.configwatcher.Readme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The settings table in the README: every setting and no other, with its default and its allowed values.
class SettingsTableTest {
    private static final String SOURCE = "sources: [{name: a, path: /a, %s}]";
    private static final String TARGET = "targets: [{name: a, %s}]";
    private static final String SIGNAL = "signal: {url: 'http://a', %s}";
    private static final String STATUS = "signal: {url: 'http://a'}, status: {url: 'http://a', %s}";
    private static final String MISTAKE = "mistake: 1";
    private static final Map<String, String> UNKNOWN_AT = Map.ofEntries(
            Map.entry("", MISTAKE),
            Map.entry("sources[].", SOURCE.formatted(MISTAKE)),
            Map.entry("sources[].validate[].", SOURCE.formatted("validate: [{keys: a, format: yaml, mistake: 1}]")),
            Map.entry("publish.", "publish: {path: /p, mistake: 1}"),
            Map.entry("rollback.", "rollback: {mistake: 1}"),
            Map.entry("retry.", "retry: {mistake: 1}"),
            Map.entry("targets[].", TARGET.formatted(SIGNAL.formatted("method: POST") + ", mistake: 1")),
            Map.entry("targets[].exec.", TARGET.formatted("exec: {command: a, mistake: 1}")),
            Map.entry(
                    "targets[].check.",
                    TARGET.formatted(SIGNAL.formatted("method: POST") + ", check: {command: a, mistake: 1}")),
            Map.entry("targets[].process.", TARGET.formatted("process: {name: a, mistake: 1}")),
            Map.entry("targets[].signal.", TARGET.formatted(SIGNAL.formatted(MISTAKE))),
            Map.entry("targets[].status.", TARGET.formatted(STATUS.formatted(MISTAKE))));

    private static final Pattern BOUNDS = Pattern.compile("`([^`]+)` to `([^`]+)`");
    private static final Pattern LENGTHS = Pattern.compile("^(\\d+) to (\\d+) characters");
    private static final Pattern WORDS = Pattern.compile("`[\\w-]+`(, `[\\w-]+`)* or `[\\w-]+`");

    /// The least that is a configuration, with everything that a default depends on.
    private static final Map<String, String> LEAST = Map.of(
            "sources[].name", "app",
            "sources[].path", "/config",
            "sources[].validate[].keys", "*.yaml",
            "sources[].validate[].format", "yaml",
            "publish.path", "/published",
            "targets[].name", "app",
            "targets[].signal.url", "http://127.0.0.1:8081/-/reload",
            "targets[].status.url", "http://127.0.0.1:8081/-/config");

    /// Shown as they are written, without their default.
    private static final Set<String> LISTS_WITH_A_DEFAULT =
            Set.of("sources[].include", "targets[].include", "targets[].signal.accepted", "targets[].signal.rejected");

    /// What has to change beside a value at its bound.
    private static final Map<String, Map<String, String>> WITH = Map.of(
            "retry.initial", Map.of("retry.max", "1h"),
            "retry.max", Map.of("retry.initial", "10ms"),
            "targets[].signal.method", Map.of("targets[].signal.body", "none"));

    record Setting(String name, String standard, String allowed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Setting> settings() {
        return Readme.read().table("setting").stream()
                .map(row -> new Setting(Readme.code(row.getFirst()).getFirst(), row.get(1), row.get(2)))
                .toList();
    }

    @Test
    void namesEverySetting() {
        Set<String> known = new TreeSet<>();
        UNKNOWN_AT.forEach((level, mistake) -> known.addAll(knownAt(level, mistake)));
        for (String mapping : List.of("auth", "auth.basic", "auth.bearer", "tls")) {
            known.addAll(
                    knownAt("targets[].signal." + mapping + ".", TARGET.formatted(SIGNAL.formatted(nested(mapping)))));
            known.addAll(
                    knownAt("targets[].status." + mapping + ".", TARGET.formatted(STATUS.formatted(nested(mapping)))));
        }
        known.removeIf(
                name -> known.stream().anyMatch(other -> other.startsWith(name + ".") || other.startsWith(name + "[")));

        assertThat(settings()).extracting(Setting::name).containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theDefaultIsTheOneInTheTable(Setting setting) {
        Map<String, String> least = with(setting, Map.of());
        if (setting.standard().equals("required")) {
            String value = least.remove(setting.name());
            assertThat(value).isNotNull();
            least.put(setting.name().replaceAll("\\w+$", "mistake"), "1"); // so that the mapping is not left out
            assertThatThrownBy(() -> parse(least)).hasMessageContaining("required");
            return;
        }
        least.remove(setting.name());
        String expected = setting.standard().equals("none")
                ? ""
                : Readme.code(setting.standard()).getFirst();
        Map<String, String> explicit = new TreeMap<>(least);
        explicit.put(setting.name(), expected);
        assertThat(parse(least)).hasToString(parse(explicit).toString()); // a pattern equals only itself
        if (!LISTS_WITH_A_DEFAULT.contains(setting.name())) {
            Object shown = new Load(LoadSettings.builder().build()).loadFromString(file().effective(yaml(least)));
            assertThat(at(shown, setting.name())).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void valuesAtTheBoundsAreAcceptedAndThoseBeyondAreNot(Setting setting) {
        for (MatchResult bounds : BOUNDS.matcher(setting.allowed()).results().toList()) {
            assertBounds(
                    setting, bounds.group(1), bounds.group(2), beyond(bounds.group(1), -1), beyond(bounds.group(2), 1));
        }
        for (MatchResult lengths : LENGTHS.matcher(setting.allowed()).results().toList()) {
            int most = Integer.parseInt(lengths.group(2));
            assertThat(lengths.group(1)).isEqualTo("1");
            assertBounds(setting, "a", "a".repeat(most), "-", "a".repeat(most + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theAllowedWordsAreExactlyTheOnesThatAreAccepted(Setting setting) {
        if (WORDS.matcher(setting.allowed()).matches()) {
            List<String> words = Readme.code(setting.allowed());
            for (String word : words) {
                assertAccepted(setting, word);
            }
            assertThat(refusal(setting, "mistake")
                            .replaceAll("(?s).*must be (one of )?|, but .*|\n", "")
                            .split(", | or "))
                    .containsExactlyInAnyOrderElementsOf(words);
        }
    }

    private static void assertBounds(Setting setting, String least, String most, String below, String above) {
        assertAccepted(setting, least);
        assertAccepted(setting, most);
        for (String beyond : List.of(below, above)) {
            assertThat(refusal(setting, beyond))
                    .contains(": \"" + setting.name().replaceAll(".*\\.", "") + "\" must ");
        }
    }

    private static void assertAccepted(Setting setting, String value) {
        assertThatCode(() -> parse(with(setting, Map.of(setting.name(), value))))
                .as(setting + ": " + value)
                .doesNotThrowAnyException();
    }

    private static String refusal(Setting setting, String value) {
        Throwable problem = catchThrowable(() -> parse(with(setting, Map.of(setting.name(), value))));
        assertThat(problem).as(setting + ": " + value).isInstanceOf(InvalidConfigException.class);
        return String.valueOf(problem.getMessage());
    }

    /// A duration by a millisecond, a number by one, a class of status codes by one class.
    private static String beyond(String bound, int step) {
        if (bound.endsWith("xx")) {
            return Integer.parseInt(bound.substring(0, 1)) + step + "xx";
        }
        if (bound.matches("\\d+")) {
            return String.valueOf(Integer.parseInt(bound) + step);
        }
        return Units.duration(bound).plus(Duration.ofMillis(step)).toMillis() + "ms";
    }

    private static Map<String, String> with(Setting setting, Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(LEAST);
        if (setting.name().startsWith("targets[].process.")) {
            all.keySet().removeIf(name -> name.startsWith("targets[].signal."));
            all.put(setting.name().endsWith(".name") ? "targets[].process.command" : "targets[].process.name", "app");
        }
        if (setting.name().startsWith("targets[].exec.")) {
            all.keySet().removeIf(name -> name.startsWith("targets[].signal."));
            all.put("targets[].exec.command", "app");
        }
        all.putAll(WITH.getOrDefault(setting.name(), Map.of()));
        all.putAll(values);
        return all;
    }

    /// A configuration that is valid around the setting, with this piece of YAML as the value of a key.
    static String yamlWith(Setting around, String key, String value) {
        return yaml(with(around, Map.of(key, "<value>"))).replace("\"<value>\"", value);
    }

    private static ConfigFile file() {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of());
    }

    private static Config parse(Map<String, String> settings) {
        return file().parse(yaml(settings));
    }

    /// Writes settings as YAML; `[]` is a list with one entry.
    @SuppressWarnings("unchecked")
    private static String yaml(Map<String, String> settings) {
        Map<String, Object> tree = new TreeMap<>();
        settings.forEach((name, value) -> {
            Map<String, Object> at = tree;
            String[] path = name.split("\\.", -1);
            for (int i = 0; i < path.length - 1; i++) {
                at = (Map<String, Object>) at.computeIfAbsent(path[i], _ -> new TreeMap<String, Object>());
            }
            at.put(path[path.length - 1], value);
        });
        return flow(tree);
    }

    private static String flow(Map<?, ?> tree) {
        StringBuilder flow = new StringBuilder("{");
        tree.forEach((key, value) -> {
            String name = key.toString().replace("[]", "");
            String inner = value instanceof Map<?, ?> map ? flow(map) : "\"" + value + "\"";
            flow.append(name)
                    .append(": ")
                    .append(name.equals(key) ? inner : "[" + inner + "]")
                    .append(", ");
        });
        return flow.append("}").toString();
    }

    /// The value at the path of a setting, in the first entry of each list; empty if there is none.
    private static String at(@Nullable Object tree, String name) {
        Object at = tree;
        for (String key : name.replace("[]", "").split("\\.", -1)) {
            Object mapping = at instanceof List<?> list ? (list.isEmpty() ? null : list.getFirst()) : at;
            at = mapping instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return switch (at) {
            case null -> "";
            case List<?> list ->
                String.join(", ", list.stream().map(String::valueOf).toList());
            case Map<?, ?> map -> map.isEmpty() ? "" : map.toString();
            default -> at.toString();
        };
    }

    private static String nested(String path) {
        String yaml = MISTAKE;
        for (String name : List.of(path.split("\\.", -1)).reversed()) {
            yaml = name + ": {" + yaml + "}";
        }
        return yaml;
    }

    /// What the reader says that it knows when it meets a mistake at some level.
    private static Set<String> knownAt(String level, String mistake) {
        String rest = (level.startsWith("sources") ? "" : "sources: [{name: a, path: /a}]\n")
                + (level.startsWith("targets") ? "" : "targets: [{name: a, signal: {url: 'http://a'}}]\n");
        Throwable problem = catchThrowable(() -> file().parse(rest + mistake));
        MatchResult found = Pattern.compile("known keys: (.*)")
                .matcher(String.valueOf(problem.getMessage()))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(level, problem));
        Set<String> names = new TreeSet<>();
        for (String name : found.group(1).split(", ", -1)) {
            names.add(level + name);
        }
        return names;
    }
}
