package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final String VALID = """
            inputs:
              - include: [/logs/*.log]
            outputs:
              - name: collector
                type: http
                url: http://collector:8090/ingest
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void givesEverySettingItsDefault() throws IOException {
        Config config = read(VALID, Map.of());

        assertThat(config.inputs().getFirst().maxLine()).isEqualTo(256 << 10);
        assertThat(config.state()).isEqualTo(new Config.State(Path.of("/state"), Config.State.OnDamage.EARLIEST));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.drain().deadline()).isEqualTo(Duration.ofSeconds(20));
        Output.Http output = (Output.Http) config.outputs().getFirst();
        assertThat(output.common())
                .isEqualTo(new Output.Common(
                        "collector",
                        Output.StartAt.BEGINNING,
                        List.of(),
                        new Output.Batch(1 << 20, 10_000, Duration.ofSeconds(1)),
                        1,
                        new Output.DeadLetters(16 << 20, Output.DeadLetters.Full.BLOCK)));
        assertThat(output.method()).isEqualTo(Output.Http.Method.POST);
        assertThat(output.endpoint())
                .isEqualTo(new Endpoint(
                        URI.create("http://collector:8090/ingest"),
                        Duration.ofSeconds(30),
                        Map.of(),
                        new Endpoint.Auth.None(),
                        new Endpoint.Tls(null, null, null, null, Endpoint.Tls.MinVersion.V1_2),
                        null,
                        new Endpoint.Compression(Endpoint.Compression.Method.NONE, 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include: | inclode: | 2:5: unknown key \"inclode\"; did you mean \"include\"?",
                "inputs: | inptus: | 1:1: unknown key \"inptus\"; did you mean \"inputs\"?",
                "name: | nme: | 4:5: unknown key \"nme\"; did you mean \"name\"?",
                "type: http | type: stdout | 6:10: \"url\" is only for type: http, loki, elasticsearch, otlp",
                "type: http | type: htp | 5:11: \"type\" must be one of stdout, http, loki, elasticsearch, otlp",
                "type: http | type: [http] | 5:11: \"type\" must be a single value",
                "type: http | type: ${TYPE} | 5:11: variable TYPE is not set and has no default",
                "type: http | type: 'a': 'b' | 5:14: mapping values are not allowed here",
                "type: http | 'timeout: 30d\n    type: http' | 5:14: \"timeout\" must be between 100ms and 10m",
                "/logs/*.log | logs/*.log | 2:15: \"include\" must be an absolute pattern such as /logs/*.log",
                "http://collector:8090/ingest | host:8090 | 6:10: \"url\" must be a URL such as "
                        + "http://collector:8090/ingest",
                "http://collector | http://u:p@collector | 6:10: \"url\" must have no "
                        + "user or password and a port up to 65535",
            })
    void saysWhatIsWrongAndWhere(String valid, String wrong, String problem) {
        assertThatThrownBy(() -> read(VALID.replace(valid, wrong), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(directory.resolve("config.yaml") + ":" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multiline: {start: a} | 1:43: \"start\" is only for preset: start",
                "multiline: {preset: start} | 1:35: \"start\" is required",
                "multiline: java | 1:35: \"multiline\" must be a mapping of keys to values",
                "multiline: {preset: rust} | 1:44: \"preset\" must be one of none, java, python, go, cri, start",
                "parse: {pattern: a} | 1:41: \"pattern\" is only for format: regex",
                "parse: {format: regex, pattern: a} | 1:56: \"pattern\" has no named group",
                "charset: utf-16 | 1:33: \"charset\" cannot be read: its line ends are not single bytes",
                "maxLine: 1 | 1:33: \"maxLine\" must be between 1KiB and 4MiB",
                "ignoreOlder: 0s | 1:37: \"ignoreOlder\" must be between 1s and 3650d",
            })
    void saysWhatIsWrongWithAnInput(String setting, String problem) {
        String input = "inputs: [{include: /a, " + setting + "}]\n";
        assertThatThrownBy(() -> read(input + VALID.substring(VALID.indexOf("outputs:")), Map.of()))
                .hasMessage(directory.resolve("config.yaml") + ":" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reduct: {preset: email} | 1:12: unknown key \"reduct\"; did you mean \"redact\"?",
                "mask: {preset: email} | 1:12: unknown key \"mask\"; known keys: drop, keep, redact, sample",
                "{} | 1:11: \"keep\" is required, or one of drop, redact, sample",
                "sample: 0.5 | 1:20: \"sample\" must be a mapping of keys to values",
                "sample: {share: 2} | 1:28: \"share\" must be a number from 0 to 1 such as 0.1",
                "drop: {severity: loud} | 1:29: \"severity\" must be one of trace, debug, info, warn, error, fatal",
                "drop: {severity: info, field: a} | 1:42: \"field\" is only for a rule with match",
            })
    void saysWhatIsWrongWithARule(String rule, String problem) {
        String process = "process: [" + (rule.startsWith("{") ? rule : "{" + rule + "}") + "]\n";
        assertThatThrownBy(() -> read(process + VALID, Map.of()))
                .hasMessage(directory.resolve("config.yaml") + ":" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loki, labels: {a-b: c} | 1:68: \"a-b\" must be letters, digits and underscores, and not begin with a digit",
                "loki, labels: {1a: c} | 1:68: the key must be letters, digits and underscores, and not begin with a digit",
                "loki, labels: {a: $LONG} | 1:71: \"a\" must be at most 2048 bytes",
                "loki, labels: $MANY | 1:67: \"labels\" must not be more than 15",
                "loki, tenant: a b | 1:67: \"tenant\" must be letters, digits and !-_.*'(), at most 150, not . or ..",
                "loki, tenant: .. | 1:67: \"tenant\" must be letters, digits and !-_.*'(), at most 150, not . or ..",
                "loki, index: a | 1:66: \"index\" is only for type: elasticsearch",
            })
    void saysWhatLokiWouldRefuse(String setting, String problem) {
        String many = IntStream.range(0, 16).mapToObj(i -> "l" + i + ": x").collect(Collectors.joining(", ", "{", "}"));
        String tooLong = "é".repeat(1025);
        assertThatThrownBy(() -> readOutput(setting.replace("$LONG", tooLong).replace("$MANY", many)))
                .hasMessage(directory.resolve("config.yaml") + ":" + problem.replace("$LONG", tooLong));
    }

    @Test
    void takesWhatLokiTakes() throws IOException {
        String most =
                IntStream.range(0, 15).mapToObj(i -> "_l" + i + ": x").collect(Collectors.joining(", ", "{", "}"));

        assertThat(((Output.Loki) readOutput("loki, labels: " + most)).labels())
                .hasSize(15)
                .containsEntry("_l0", "x");
        assertThat(((Output.Loki) readOutput("loki, tenant: a.b, labels: {a: " + "x".repeat(2048) + "}")).tenant())
                .isEqualTo("a.b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Logs", "'-a'", "_a", "'+a'", "'a\\b'", "a/b", "a*", "a?", "'a\"b'", "'a<b'", "'a>b'", "'a|b'", "a b",
                "'a,b'", "'a#b'", "'a:b'", "..", "."
            })
    void saysWhatCannotBeAnIndex(String index) {
        assertThatThrownBy(() -> readOutput("elasticsearch, index: " + index))
                .hasMessageContaining(":1:75: \"index\" ")
                .hasMessageContaining("must be lower-case, at most 255 bytes, not . or ..");
    }

    @Test
    void anIndexHasAtMost255Bytes() throws IOException {
        assertThat(((Output.Elasticsearch) readOutput("elasticsearch, index: .a-_+%" + "é".repeat(124) + "b")).index())
                .hasSize(131);
        assertThatThrownBy(() -> readOutput("elasticsearch, index: " + "é".repeat(128)))
                .hasMessageContaining("must be lower-case, at most 255 bytes");
    }

    @Test
    void showsEveryDefaultAndNothingThatCameFromAVariable() throws IOException {
        String text = VALID.replace("name: collector", "name: ${NAME}-x");
        Map<String, String> variables = Map.of("NAME", "hidden");

        assertThat(new ConfigFile(Path.of("shipper.yaml"), variables, Set.of()).effective(text))
                .contains("pollInterval: 250ms", "name: ${NAME}-x", "url: http://collector:8090/****")
                .doesNotContain("hidden");
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFile() throws IOException {
        assertThat(read("\uFEFF" + VALID, Map.of())).isEqualTo(read(VALID, Map.of()));
        assertThatThrownBy(() -> read("\uFEFFoops: 1\n" + VALID, Map.of())).hasMessageContaining(":1:1: unknown key");
    }

    @Test
    void aMappingThatVariablesLeaveEmptyIsAbsent() throws IOException {
        Output.Http output = (Output.Http) read(
                        VALID + "    auth: {basic: {username: \"${USER_NAME:-}\", password: \"${PASSWORD:-}\"}}\n",
                        Map.of())
                .outputs()
                .getFirst();

        assertThat(output.endpoint().auth()).isEqualTo(new Endpoint.Auth.None());
    }

    private Output readOutput(String settings) throws IOException {
        String output = "outputs: [{name: a, url: 'http://a:3100/b/c', type: " + settings + "}]\n";
        return read(output + VALID.substring(0, VALID.indexOf("outputs:")), Map.of())
                .outputs()
                .getFirst();
    }

    @Test
    void showsNoValueThatAVariableHolds() {
        String input = VALID.replace("/logs/*.log]", "'${GLOB}']");
        assertThatThrownBy(() -> read(input, Map.of("GLOB", "secret")))
                .hasMessageContaining("\"include\" from ${GLOB} must be an absolute pattern")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertThatThrownBy(() -> read("state: /a\nstate: /b\n" + VALID, Map.of()))
                .hasMessage(directory.resolve("config.yaml") + ":2:1: duplicate key \"state\"");
    }

    @Test
    void refusesTwoOutputsWithOneName() {
        String output = VALID.substring(VALID.indexOf("  - name"));

        assertThatThrownBy(() -> read(VALID + output, Map.of()))
                .hasMessageContaining("\"outputs\" must have distinct names");
    }

    @Test
    void expandsVariablesInValuesAndNeverInStructure() throws IOException {
        String text = VALID.replace("[/logs/*.log]", "${FILES:-/logs/*.log}").replace("collector:8090", "${HOST}");

        Config config = read(text, Map.of("HOST", "a", "FILES", "/logs/a, b: [c].log"));

        assertThat(((Output.Http) config.outputs().getFirst()).endpoint().url()).hasToString("http://a/ingest");
        assertThat(config.inputs().getFirst().include()).containsExactly("/logs/a, b: [c].log");
        assertThat(read(text, Map.of("HOST", "a")).inputs().getFirst().include())
                .containsExactly("/logs/*.log");
    }

    @Test
    void neverShowsWhatAVariableExpandedTo() {
        assertThatThrownBy(() ->
                        read(VALID.replace("http://collector:8090/ingest", "${SECRET}"), Map.of("SECRET", "s3cr3t")))
                .hasMessageContaining("\"url\" from ${SECRET} must be a URL")
                .message()
                .doesNotContain("s3cr3t");
    }

    @Test
    void takesAnEmptyValueForAnAbsentOne() throws IOException {
        Config config = read(VALID + "    timeout: ${TIMEOUT:-}\n", Map.of());

        assertThat(((Output.Http) config.outputs().getFirst()).endpoint().timeout())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theConfigurationInTheImageNeedsNothing() throws IOException {
        Path image = Path.of("src/main/jib/etc/log-shipper/config.yaml");

        Config config = new ConfigFile(image, Map.of(), Set.of()).read();

        assertThat(config.inputs().getFirst().include()).containsExactly("/logs/*.log");
        assertThat(config.inputs().getFirst().exclude()).isEmpty();
        assertThat(config.outputs().getFirst()).isInstanceOf(Output.Stdout.class);
        Map<String, String> variables = Map.of("SHIPPER_OUTPUT", "http", "SHIPPER_URL", "http://collector:8090/ingest");
        assertThat(new ConfigFile(image, variables, Set.of()).read().outputs().getFirst())
                .isInstanceOf(Output.Http.class);
    }

    @Test
    void refusesAVariableOfOursThatNothingReads() {
        assertThatThrownBy(() -> read(VALID, Map.of("SHIPPER_FIELS", "x", "OTHER", "y")))
                .hasMessage("environment variable SHIPPER_FIELS is set, but nothing reads it");
    }

    @Test
    void toleratesWhatKubernetesInjectsForAServiceCalledShipper() throws IOException {
        Map<String, String> links = Map.of(
                "SHIPPER_SERVICE_HOST", "10.0.0.1",
                "SHIPPER_SERVICE_PORT_HTTP", "80",
                "SHIPPER_PORT", "tcp://10.0.0.1:80",
                "SHIPPER_PORT_80_TCP_ADDR", "10.0.0.1");

        assertThat(read(VALID, links)).isNotNull();
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> new ConfigFile(Path.of("/no/such.yaml"), Map.of(), Set.of()).read())
                .hasMessage("/no/such.yaml: no such file");
    }

    private Config read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), text);
        return new ConfigFile(file, environment, Set.of()).read();
    }
}
