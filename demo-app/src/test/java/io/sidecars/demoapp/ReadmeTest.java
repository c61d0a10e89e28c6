package io.sidecars.demoapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.InvalidConfigException;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.http.Address;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// The README says what the program does.
class ReadmeTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(DEMO_\\w+):-(.*)}");
    private static final Pattern ENDPOINT = Pattern.compile("(?m)^\\| (80\\d\\d) \\| `(GET|POST) (/\\S*)` \\|");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Address ANY = Address.parse("127.0.0.1:0");

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static List<MatchResult> find(Pattern pattern) throws IOException {
        return pattern.matcher(readme()).results().toList();
    }

    @Test
    void everyOptionHasARowWithItsVariableDefaultAndMeaning() throws IOException {
        CommandLine command = DemoApp.commandLine();
        List<OptionSpec> options = new ArrayList<>(command.getCommandSpec().options());
        command.getSubcommands()
                .values()
                .forEach(each -> options.addAll(each.getCommandSpec().options()));
        int rows = 0;
        for (OptionSpec option : options) {
            Matcher value = VARIABLE.matcher(declaredDefault(option));
            if (value.matches()) {
                String start =
                        "| `" + option.longestName() + "` | `" + value.group(1) + "` | `" + value.group(2) + "` | ";
                String end = " | " + String.join(" ", option.description()) + " |";
                assertThat(readme().lines()).anyMatch(line -> line.startsWith(start) && line.endsWith(end));
                rows++;
            }
        }
        assertThat(find(Pattern.compile("(?m)^\\| `--"))).hasSize(rows);
    }

    /// `OptionSpec` has the value with the variable already replaced.
    private static String declaredDefault(OptionSpec option) {
        return option.userObject() instanceof Field field
                ? field.getAnnotation(Option.class).defaultValue()
                : "";
    }

    @ParameterizedTest
    @CsvSource({"--log-rate", "--log-files"})
    void allowedRangeOfAnOptionIsTheOneThatIsEnforced(String option) throws IOException {
        MatchResult range = find(Pattern.compile("`" + option + "` \\|.*\\| (\\d+) to (\\d+) \\|"))
                .getFirst();

        assertThat(refusal(option, Integer.parseInt(range.group(1)) - 1)).contains(" must be ");
        assertThat(refusal(option, Integer.parseInt(range.group(2)) + 1)).contains(" must be ");
        assertThat(refusal(option, Integer.parseInt(range.group(1)))).contains("log directory");
        assertThat(refusal(option, Integer.parseInt(range.group(2)))).contains("log directory");
    }

    /// What the program says of the value; it never starts, because it has no log directory.
    private static String refusal(String option, int value) {
        StringWriter err = new StringWriter();
        CommandLine command = DemoApp.commandLine().setErr(new PrintWriter(err, true));
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            err.append(e.getMessage());
            return 1;
        });
        command.execute(option + "=" + value, "--log-dir=/nonexistent");
        return err.toString();
    }

    @Test
    void exitCodesAreThoseOfTheHelp() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        find(Pattern.compile("(?m)^\\| (\\d) \\| (.*) \\|$"))
                .forEach(row -> documented.put(row.group(1), row.group(2)));

        assertThat(documented)
                .isEqualTo(DemoApp.commandLine().getCommandSpec().usageMessage().exitCodeList());
    }

    @Test
    void everyEndpointIsServedOnItsPort(@TempDir Path directory) throws Exception {
        try (RunningShop shop = new RunningShop(
                        directory, new Shop.Buttons(true, Set.of()), RunningShop.NO_SERVER, RunningShop.NO_SERVER);
                CollectorServer collector = CollectorServer.open(ANY, ANY)) {
            Map<String, Address> ports = Map.of(
                    "8080",
                    shop.page(),
                    "8081",
                    shop.admin(),
                    "8090",
                    collector.address(),
                    "8091",
                    collector.controlAddress());
            for (MatchResult row : find(ENDPOINT)) {
                if (!row.group(3).equals("/api/events")) { // never ends
                    Address port = Objects.requireNonNull(ports.get(row.group(1)));
                    int status = row.group(2).equals("GET")
                            ? shop.http.get(port, row.group(3)).statusCode()
                            : withOtherMethod(shop.http, port, row.group(3));
                    assertThat(status).as(row.group()).isIn(200, 405, 503);
                }
            }
        }
    }

    /// 405 if the path is known, 404 if not: the command is not given.
    private static int withOtherMethod(Http http, Address port, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(Http.uri(port, path)).DELETE()).statusCode();
    }

    @Test
    void exampleConfigurationIsValidAndHasTheDocumentedKeys() throws IOException, InvalidConfigException {
        String yaml = find(YAML).getFirst().group(1);
        List<String> keys = yaml.lines().map(line -> line.replaceAll(":.*", "")).toList();

        assertThat(settings(yaml).poolSize()).isEqualTo(4);
        assertThat(find(Pattern.compile("(?m)^\\| `([a-zA-Z]+)` \\| (required|`4`) \\|")))
                .map(row -> row.group(1))
                .isEqualTo(keys);
        assertThat(settings(yaml.replaceAll("poolSize:.*\n", "")).poolSize()).isEqualTo(4);
    }

    private static DatabaseSettings settings(String yaml) throws InvalidConfigException {
        return DatabaseSettings.from(Snapshot.of(new TreeMap<>(Map.of("database.yaml", yaml.getBytes(UTF_8)))));
    }
}
