package io.sidecars.logshipper;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.program.Termination;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/// What the README shows can be used: its configurations, its Kubernetes snippets, the examples and the names in
/// its commands.
class ReadmeTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path IMAGE = Path.of("src/main/jib/etc/log-shipper/config.yaml");
    private static final Pattern VARIABLE = Pattern.compile("SHIPPER_[A-Z_]+");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void checkAcceptsTheExample(Path example) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Commands.commandLine(new Termination())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));

        int exitCode = commands.execute("check", "--no-probe", "--config", example.toString());

        assertThat(err).hasToString("");
        assertThat(out).asString().contains("# The configuration, with every default.");
        assertThat(exitCode).isZero();
    }

    @Test
    void everyExampleIsInTheReadmeAndEveryTypeHasOne() throws IOException {
        Set<Class<?>> types = new HashSet<>();
        for (Path example : examples()) {
            read(Files.readString(example)).outputs().forEach(output -> types.add(output.getClass()));
        }

        assertThat(Pattern.compile("\\(examples/([^)]+)\\)")
                        .matcher(Readme.text())
                        .results()
                        .map(link -> link.group(1)))
                .containsExactlyInAnyOrderElementsOf(examples().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        assertThat(types)
                .containsAll(Arrays.asList(Output.Remote.class.getPermittedSubclasses()))
                .contains(Output.Stdout.class);
    }

    @Test
    void everyYamlBlockIsReadByTheProgramThatItIsFor() throws IOException {
        List<String> blocks = Readme.blocks("yaml");

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            if (yaml(block).containsKey("spec")) {
                assertThat(containers(yaml(block))).isNotEmpty().allSatisfy(ReadmeTest::isUsable);
            } else {
                assertThat(read(complete(block))).isNotNull();
            }
        }
    }

    @Test
    void everyConfigurationForKubernetesSaysWhichPodARecordComesFrom() throws IOException {
        Map<String, String> pod = Map.of(
                "SHIPPER_NAMESPACE",
                "shop",
                "SHIPPER_POD",
                "shop-0",
                "SHIPPER_NODE",
                "node-1",
                "SHIPPER_CONTAINER",
                "app");
        List<Path> files = new ArrayList<>(examples());
        files.removeIf(file -> file.endsWith("stdout.yaml")); // for the reader's machine
        files.add(IMAGE);

        for (Path file : files) {
            assertThat(new ConfigFile(file, pod, Set.of()).read().resource().attributes())
                    .as("%s", file)
                    .containsEntry("k8s.namespace.name", "shop")
                    .containsEntry("k8s.pod.name", "shop-0")
                    .containsEntry("k8s.node.name", "node-1")
                    .containsEntry("k8s.container.name", "app");
        }
    }

    @Test
    void everyVariableIsRead() throws IOException {
        Set<String> read = VARIABLE.matcher(Files.readString(IMAGE))
                .results()
                .map(MatchResult::group)
                .collect(toSet());
        read.addAll(Run.VARIABLES);

        assertThat(VARIABLE.matcher(Readme.text()).results().map(MatchResult::group))
                .allMatch(read::contains);
    }

    /// Its variables configure the image.
    private static void isUsable(Map<?, ?> container) {
        assertThat(container.get("image")).asString().startsWith("sidecars/log-shipper:");
        Map<String, String> environment = new HashMap<>();
        for (Object variable : list(container, "env")) {
            Map<?, ?> entry = (Map<?, ?>) variable;
            environment.put(String.valueOf(entry.get("name")), String.valueOf(entry.get("value")));
        }
        assertThat(new ConfigFile(IMAGE, environment, Run.VARIABLES).read()).isNotNull();
        String onInvalid = environment.get("SHIPPER_ON_INVALID");
        assertThat(onInvalid).isIn("exit", "wait");
    }

    private static List<Map<?, ?>> containers(Map<?, ?> pod) {
        Map<?, ?> spec = (Map<?, ?>) requireNonNull(pod.get("spec"));
        return list(spec, "initContainers").stream()
                .<Map<?, ?>>map(container -> (Map<?, ?>) container)
                .toList();
    }

    private static List<?> list(Map<?, ?> mapping, String key) {
        return (List<?>) requireNonNull(mapping.get(key));
    }

    private static Map<?, ?> yaml(String text) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /// A part of a configuration, with what every configuration needs.
    private static String complete(String part) {
        return part
                + (yaml(part).containsKey("inputs") ? "" : "inputs: [{include: /logs/*.log}]\n")
                + (yaml(part).containsKey("outputs") ? "" : "outputs: [{name: a, type: stdout}]\n");
    }

    private static Config read(String text) {
        return new ConfigFile(Path.of("shipper.yaml"), Map.of(), Set.of()).parse(text);
    }
}
