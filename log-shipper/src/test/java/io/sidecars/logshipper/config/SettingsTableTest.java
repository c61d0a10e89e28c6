package io.sidecars.logshipper.config;

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
import org.junit.jupiter.api.io.TempDir;

/// The table in the README names every setting that the reader knows, and no other.
class SettingsTableTest {
    private static final String INPUT = "inputs: [{include: /a, %s}]";
    private static final Map<String, String> UNKNOWN_AT = Map.ofEntries(
            Map.entry("", "mistake: 1"),
            Map.entry("inputs[].", INPUT.formatted("mistake: 1")),
            Map.entry("inputs[].multiline.", INPUT.formatted("multiline: {preset: start, start: a, mistake: 1}")),
            Map.entry("inputs[].parse.", INPUT.formatted("parse: {format: regex, pattern: '(?P<a>b)', mistake: 1}")),
            Map.entry("process[].", "process: [{sample: {share: 0}, mistake: 1}]"),
            Map.entry("process[].keep.", "process: [{keep: {match: a, mistake: 1}}]"),
            Map.entry("process[].drop.", "process: [{drop: {match: a, mistake: 1}}]"),
            Map.entry("process[].redact.", "process: [{redact: {preset: card, mistake: 1}}]"),
            Map.entry("process[].sample.", "process: [{sample: {share: 0, mistake: 1}}]"),
            Map.entry("resource.", "resource: {mistake: 1}"),
            Map.entry("state.", "state: {mistake: 1}"),
            Map.entry("hold.", "hold: {mistake: 1}"),
            Map.entry("drain.", "drain: {mistake: 1}"),
            Map.entry("exitWhen.", "exitWhen: {mistake: 1}"));
    private static final String OUTPUT = "outputs: [{name: a, type: http, url: 'http://a', %s}]";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void namesEverySetting() throws IOException {
        Set<String> known = new TreeSet<>();
        for (var level : UNKNOWN_AT.entrySet()) {
            known.addAll(knownAt(level.getKey(), level.getValue()));
        }
        known.addAll(knownAt("outputs[].", OUTPUT.formatted("mistake: 1")));
        for (String mapping : List.of("batch", "deadLetters", "auth", "auth.basic", "auth.bearer", "tls")) {
            known.addAll(knownAt("outputs[]." + mapping + ".", OUTPUT.formatted(nested(mapping))));
        }
        for (String type : List.of("stdout", "loki", "elasticsearch", "otlp")) {
            String url = type.equals("stdout") ? "" : "url: 'http://a', ";
            known.addAll(knownAt("outputs[].", "outputs: [{name: a, type: " + type + ", " + url + "mistake: 1}]"));
        }
        known.removeIf(
                name -> known.stream().anyMatch(other -> other.startsWith(name + ".") || other.startsWith(name + "[")));

        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| setting |"), readme.indexOf("Command line:"));
        assertThat(Pattern.compile("(?m)^\\| `([^`]+)`")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private static String nested(String path) {
        String yaml = "mistake: 1";
        List<String> names = List.of(path.split("\\.", -1));
        for (String name : names.reversed()) {
            yaml = name + ": {" + yaml + "}";
        }
        return yaml;
    }

    /// What the reader says that it knows when it meets a mistake at some level.
    private Set<String> knownAt(String level, String mistake) throws IOException {
        String rest = (level.startsWith("inputs") ? "" : "inputs: [{include: /a}]\n")
                + (level.startsWith("outputs") ? "" : "outputs: [{name: a, type: stdout}]\n");
        Path file = Files.writeString(directory.resolve("config.yaml"), rest + mistake);
        Throwable problem = catchThrowable(() -> new ConfigFile(file, Map.of(), Set.of()).read());
        MatchResult found = Pattern.compile("known keys: (.*)")
                .matcher(String.valueOf(problem.getMessage()))
                .results()
                .findFirst()
                .orElseThrow();
        Set<String> names = new TreeSet<>();
        for (String name : found.group(1).split(", ", -1)) {
            names.add(level + name);
        }
        return names;
    }
}
