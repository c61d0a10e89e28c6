package io.sidecars.logshipper;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The table in the README names every command with its options, and no other.
class CommandsTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z ]+)` \\| ([^|]*--[^|]*) \\|");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Set<String> OF_ALL = Set.of("--help", "--version");

    @Test
    void namesEveryCommandAndOption() throws IOException {
        Map<String, Set<String>> commands = new TreeMap<>();
        collect("", LogShipper.commandLine(), commands);

        assertThat(ROW.matcher(Files.readString(Path.of("README.md")))
                        .results()
                        .collect(toMap(row -> row.group(1), row -> options(row.group(2)))))
                .isEqualTo(commands);
    }

    private static void collect(String prefix, CommandLine of, Map<String, Set<String>> into) {
        of.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                into.put(
                        prefix + name,
                        command.getCommandSpec().optionsMap().keySet().stream()
                                .filter(option -> option.startsWith("--") && !OF_ALL.contains(option))
                                .collect(Collectors.toSet()));
            }
            collect(prefix + name + " ", command, into);
        });
    }

    private static Set<String> options(String cell) {
        return OPTION.matcher(cell).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
