package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table in the README names every setting that the reader knows, and no other.
class SettingsTableTest {
    private static final Map<String, String> UNKNOWN_AT = Map.of(
            "", "mistake: 1", "inputs[].", "inputs: [{include: /a, mistake: 1}]", "drain.", "drain: {mistake: 1}");
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
        known.addAll(knownAt("outputs[].batch.", OUTPUT.formatted("batch: {mistake: 1}")));
        known.removeAll(Set.of("inputs", "drain", "outputs", "outputs[].batch"));

        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| setting |"), readme.indexOf("Command line:"));
        assertThat(Pattern.compile("(?m)^\\| `([^`]+)`")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    /// What the reader says that it knows when it meets a mistake at some level.
    private Set<String> knownAt(String level, String mistake) throws IOException {
        String rest = (level.startsWith("inputs") ? "" : "inputs: [{include: /a}]\n")
                + (level.startsWith("outputs") ? "" : "outputs: [{name: a, type: stdout}]\n");
        Path file = Files.writeString(directory.resolve("config.yaml"), rest + mistake);
        Throwable problem = catchThrowable(() -> new ConfigFile(file, Map.of(), Set.of()).read());
        MatchResult found = Pattern.compile("known here: (.*)")
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
