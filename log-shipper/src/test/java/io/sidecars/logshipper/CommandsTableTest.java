package io.sidecars.logshipper;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.program.Termination;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The README has every command with its options, every exit code and every variable, and no other.
class CommandsTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z ]+)` \\| ([^|]*--[^|]*) \\|");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Set<String> OF_ALL = Set.of("--help", "--version");

    @Test
    void namesEveryCommandAndOption() throws IOException {
        Map<String, Set<String>> commands = new TreeMap<>();
        collect("", Commands.commandLine(new Termination()), commands);

        assertThat(ROW.matcher(Readme.text())
                        .results()
                        .collect(toMap(row -> row.group(1), row -> options(row.group(2)))))
                .isEqualTo(commands);
    }

    /// The help has the same texts, so each code is the one that the program means by it.
    @Test
    void theExitCodesAreThoseOfTheHelpAndOfTheProgram() throws IOException, IllegalAccessException {
        Map<String, String> readme = new TreeMap<>();
        for (List<String> row : Readme.rows("exit code", "meaning")) {
            readme.put(row.getFirst(), row.get(1).replace("`", ""));
        }
        Set<String> constants = new TreeSet<>(Set.of("3")); // of the JVM
        for (Field constant : ExitCode.class.getFields()) {
            constants.add(String.valueOf(constant.getInt(null)));
        }

        assertThat(readme)
                .isEqualTo(Commands.commandLine(new Termination())
                        .getCommandSpec()
                        .usageMessage()
                        .exitCodeList());
        assertThat(readme.keySet()).isEqualTo(constants);
    }

    @Test
    void theVariablesAreThoseOfTheCommandLine() throws IOException {
        Map<String, String> readme = new TreeMap<>();
        for (List<String> row : Readme.rows("variable", "replaces")) {
            readme.put(
                    Readme.code(row.getFirst()).getFirst(),
                    Readme.code(row.get(1)).getFirst());
        }
        Map<String, String> options = new TreeMap<>();
        for (String variable : Run.VARIABLES) {
            options.put(
                    variable,
                    "--"
                            + variable.substring("SHIPPER_".length())
                                    .replace('_', '-')
                                    .toLowerCase(Locale.ROOT));
        }

        assertThat(readme).isEqualTo(options);
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
