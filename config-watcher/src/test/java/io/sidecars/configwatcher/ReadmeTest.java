package io.sidecars.configwatcher;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.program.Termination;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// Commands, exit codes, variables, metrics and YAML blocks of the README are those of the program.
class ReadmeTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+):-");
    private static final Pattern IMAGE_SETTING = Pattern.compile("(\\w+): \"\\$\\{(WATCHER_\\w+):-(.*?)}\"");
    private static final Pattern SERIES = Pattern.compile("(?m)^(config_watcher_\\w+?)(?:_count|_sum)?(?:\\{(.*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private final Readme readme = Readme.read();

    @TempDir
    Path directory;

    @Test
    void namesEveryCommandAndOptionAndItsVariable() {
        for (CommandLine command :
                Commands.commandLine(new Termination()).getSubcommands().values()) {
            assertThat(readme.text()).containsPattern("\\| `" + command.getCommandName() + "[ `]");
            for (OptionSpec option : command.getCommandSpec().options()) {
                String name = option.longestName();
                if (!option.usageHelp() && !option.versionHelp()) {
                    assertThat(readme.text()).containsPattern("`([a-z]+ )?" + name + "[ `]");
                    VARIABLE.matcher(written(option)).results().forEach(variable -> {
                        String expected =
                                "WATCHER_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
                        assertThat(variable.group(1)).isEqualTo(expected);
                        assertThat(readme.text()).contains("`" + expected + "`");
                    });
                }
            }
        }
    }

    @Test
    void theDefaultsOfTheOptionsAreTheOnesInTheTable() {
        Map<String, String> defaults = new TreeMap<>();
        for (CommandLine command :
                Commands.commandLine(new Termination()).getSubcommands().values()) {
            command.getCommandSpec().options().stream()
                    .filter(option -> written(option).startsWith("${env:"))
                    .forEach(option -> defaults.put(
                            option.longestName(), written(option).replaceAll("\\$\\{env:\\w+:-(.*)}", "$1")));
        }

        assertThat(readme.table("option").stream()
                        .collect(toMap(
                                row -> Readme.code(row.getFirst()).getFirst(),
                                row -> Readme.code(row.get(2)).getFirst())))
                .isEqualTo(defaults);
    }

    /// The default before the environment replaces its variable.
    private static String written(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement element
                ? element.getAnnotation(Option.class).defaultValue()
                : "";
    }

    @Test
    void theExitCodesAreThoseOfTheProgramAndOfItsHelp() throws IllegalAccessException {
        Map<String, String> table = readme.table("exit code").stream().collect(toMap(List::getFirst, List::getLast));

        assertThat(table)
                .isEqualTo(Commands.commandLine(new Termination())
                        .getCommandSpec()
                        .usageMessage()
                        .exitCodeList());
        Set<String> codes = new HashSet<>(Set.of("3")); // of the JVM
        for (Field code : ExitCode.class.getFields()) {
            codes.add(String.valueOf(code.getInt(null)));
        }
        assertThat(codes).containsAll(table.keySet());
    }

    @Test
    void theVariablesAreThoseOfTheConfigurationInTheImage() throws IOException {
        String image = Files.readString(Path.of("src/main/jib/etc/config-watcher/config.yaml"));

        assertThat(readme.table("environment variable").stream()
                        .map(row -> List.of(
                                Readme.code(row.getLast()).getFirst().replaceAll(".*\\.", ""),
                                Readme.code(row.getFirst()).getFirst(),
                                row.get(1).equals("none")
                                        ? ""
                                        : Readme.code(row.get(1)).getFirst())))
                .containsExactlyInAnyOrderElementsOf(IMAGE_SETTING
                        .matcher(image)
                        .results()
                        .map(setting -> List.of(setting.group(1), setting.group(2), setting.group(3)))
                        .toList());
    }

    @Test
    void theMetricsAndTheirLabelsAreThoseThatAreServed() throws IOException, InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = Vertx.vertx();
        Path file = Files.writeString(directory.resolve("config.yaml"), """
                sources: [{name: app, path: %s}]
                targets: [{name: app, signal: {url: "http://127.0.0.1:1/"}}]
                """.formatted(directory.resolve("absent")));
        LoadedConfig config = LoadedConfig.read(new ConfigFile(file, Map.of(), Set.of()));
        Watcher watcher = Watcher.start(config, vertx, registry, _ -> {});
        Map<String, Set<String>> served = new TreeMap<>();
        SERIES.matcher(registry.scrape())
                .results()
                .filter(series -> !series.group(1).endsWith("_max")) // comes with a timer
                .forEach(series -> served.computeIfAbsent(series.group(1), _ -> new TreeSet<>())
                        .addAll(labels(series.group(2))));
        served.put("config_watcher_config_valid", Set.of()); // of the command run: RunIT sees them served
        served.put("config_watcher_config_problem", Set.of());
        watcher.stop();
        vertx.close().await();

        assertThat(readme.names("metric").stream()
                        .collect(toMap(
                                metric -> metric.replaceAll("\\{.*", ""),
                                metric -> metric.contains("{")
                                        ? Set.of(
                                                metric.replaceAll(".*\\{|}", "").split(","))
                                        : Set.<String>of())))
                .isEqualTo(served);
    }

    private static List<String> labels(@Nullable String labels) {
        return labels == null
                ? List.of()
                : LABEL.matcher(labels).results().map(label -> label.group(1)).toList();
    }

    @Test
    void everyYamlBlockIsAConfigurationOrAPartOfAPod() {
        Set<String> variables = new HashSet<>(readme.names("environment variable"));
        readme.table("option").forEach(row -> variables.addAll(Readme.code(row.get(1))));
        List<String> names = new ArrayList<>();

        for (String block : readme.blocks("yaml")) {
            if (block.startsWith("sources:")) {
                assertThat(parse(block).targets()).isNotEmpty();
            } else {
                names.addAll(variablesOf(block));
            }
        }

        assertThat(names).isNotEmpty().isSubsetOf(variables);
    }

    /// Of the containers in a part of a Pod.
    private static List<String> variablesOf(String pod) {
        Map<?, ?> spec = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(pod);
        List<String> names = new ArrayList<>();
        spec.values()
                .forEach(containers -> ((List<?>) containers)
                        .forEach(container -> entries((Map<?, ?>) container, "env")
                                .forEach(variable -> names.add(String.valueOf(((Map<?, ?>) variable).get("name"))))));
        return names;
    }

    private static List<?> entries(Map<?, ?> mapping, String key) {
        return mapping.get(key) instanceof List<?> list ? list : List.of();
    }

    @Test
    void everyExampleIsValidAndItsFilesCanBeMounted() throws IOException {
        Files.createDirectories(directory.resolve("app"));
        Files.writeString(directory.resolve("app/application.yaml"), "port: 8080\n");
        Files.createDirectories(directory.resolve("credentials"));
        Files.writeString(directory.resolve("credentials/password"), "1");
        Files.writeString(directory.resolve("token"), "1");
        Files.writeString(directory.resolve("application.schema.json"), "{\"required\": [\"port\"]}");
        try (Stream<Path> examples = Files.list(Path.of("examples"))) {
            for (Path example :
                    examples.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                Path file = directory.resolve(example.getFileName());
                Files.writeString(
                        file,
                        Files.readString(example)
                                .replace("path: /published", "path: /dev/shm")
                                .replace("tokenFile: /etc/config-watcher/", "tokenFile: " + directory + "/")
                                .replace("path: /config/", "path: " + directory + "/")
                                .replace("schema: /etc/config-watcher/", "schema: " + directory + "/"));

                assertThat(Commands.commandLine(new Termination()).execute("check", "--no-probe", "--config=" + file))
                        .as(example.toString())
                        .isZero();
            }
        }
    }

    private static Config parse(String yaml) {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse(yaml);
    }
}
