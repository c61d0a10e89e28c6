package io.sidecars.configwatcher;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ReadmeTest {
    private static final Pattern SETTING =
            Pattern.compile("(?m)^\\| `([a-zA-Z.\\[\\]]+)` \\| (?:`(.*?)`|required|) \\|");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+):-");

    /// The settings that have no default to write down.
    private static final Map<String, String> REQUIRED = Map.of(
            "sources[].name", "app",
            "sources[].path", "/config",
            "sources[].validate[].keys", "*.yaml",
            "sources[].validate[].format", "yaml",
            "publish.path", "/published",
            "targets[].name", "app",
            "targets[].signal.url", "http://127.0.0.1:8081/-/reload",
            "targets[].status.url", "http://127.0.0.1:8081/-/config");

    /// A target has no signal and process at once.
    private static final String IN_PLACE_OF_A_SIGNAL = "targets[].process.";

    @TempDir
    Path directory;

    @Test
    void theSettingsTableTellsTheTrueDefaults() throws IOException {
        Map<String, String> all = new TreeMap<>(settings());
        all.putAll(REQUIRED);
        all.keySet().removeIf(name -> name.startsWith(IN_PLACE_OF_A_SIGNAL));

        assertThat(read(all)).isEqualTo(read(REQUIRED));
    }

    @Test
    void theReadmeNamesEveryCommandAndOptionAndItsVariable() throws IOException {
        String readme = readme();
        for (CommandLine command : ConfigWatcher.commandLine().getSubcommands().values()) {
            assertThat(readme).containsPattern("\\| `" + command.getCommandName() + "[ `]");
            for (OptionSpec option : command.getCommandSpec().options()) {
                String name = option.longestName();
                if (!option.usageHelp() && !option.versionHelp()) {
                    assertThat(readme).containsPattern("`([a-z]+ )?" + name + "[ `]");
                    VARIABLE.matcher(String.valueOf(option.defaultValue()))
                            .results()
                            .forEach(variable -> {
                                String expected = "WATCHER_"
                                        + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
                                assertThat(variable.group(1)).isEqualTo(expected);
                                assertThat(readme).contains("`" + expected + "`");
                            });
                }
            }
        }
    }

    private static Map<String, String> settings() throws IOException {
        return SETTING.matcher(readme())
                .results()
                .collect(toMap(row -> row.group(1), row -> row.group(2) == null ? "" : row.group(2)));
    }

    /// Writes the settings as YAML; `[]` is a list with one entry.
    private Config read(Map<String, String> settings) throws IOException {
        Map<String, Object> tree = new TreeMap<>();
        settings.forEach((name, value) -> put(tree, name.replace("[]", "[0]").split("\\."), value));
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, yaml(tree));
        return new ConfigFile(file, Map.of(), Set.of()).read();
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> tree, String[] path, String value) {
        Map<String, Object> at = tree;
        for (int i = 0; i < path.length - 1; i++) {
            at = (Map<String, Object>) at.computeIfAbsent(path[i], _ -> new TreeMap<String, Object>());
        }
        at.put(path[path.length - 1], value);
    }

    private static String yaml(Map<?, ?> tree) {
        StringBuilder flow = new StringBuilder("{");
        tree.forEach((key, value) -> {
            String name = key.toString().replace("[0]", "");
            String inner = value instanceof Map<?, ?> map ? yaml(map) : "\"" + value + "\"";
            flow.append(name)
                    .append(": ")
                    .append(name.equals(key) ? inner : "[" + inner + "]")
                    .append(", ");
        });
        return flow.append("}").toString();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
