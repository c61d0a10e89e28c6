package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table in the README names every setting that the reader knows, and no other.
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
            Map.entry("targets[].process.", TARGET.formatted("process: {name: a, mistake: 1}")),
            Map.entry("targets[].signal.", TARGET.formatted(SIGNAL.formatted(MISTAKE))),
            Map.entry("targets[].status.", TARGET.formatted(STATUS.formatted(MISTAKE))));

    @Test
    void namesEverySetting() throws IOException {
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

        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| setting |"), readme.indexOf("| option |"));
        assertThat(Pattern.compile("(?m)^\\| `([^`]+)`")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
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
        Throwable problem =
                catchThrowable(() -> new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse(rest + mistake));
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
