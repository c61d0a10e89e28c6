package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is shown of a configuration can be used in its place, but for its secrets.
class EffectiveValuesTest {
    private static final Path IMAGE = Path.of("src/main/jib/etc/log-shipper/config.yaml");
    private static final String INPUT = "inputs: [{include: /logs/*.log}]\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs: [{include: [/a, '/b{c,d}/**/e?'], exclude: /logs/*.gz, ignoreOlder: 1d, charset: GBK, "
                        + "multiline: {preset: start, start: '^\"[0-9]'}, "
                        + "parse: {format: regex, pattern: '(?P<time>\\S+) # (?P<a>.*)', timezone: UTC}}]\n"
                        + "outputs: [{name: '007', type: stdout, format: ndjson}]",
                INPUT + "outputs: [{name: a, type: http, url: 'http://h:1/', method: put, timeout: 1s, "
                        + "proxy: 'http://[::1]:3128', compression: gzip, process: [{drop: {severity: debug}}]}]",
                INPUT + "outputs: [{name: a, type: loki, url: 'https://h', labels: {app: 010, b: 'true', "
                        + "c: '$${X}'}, tls: {serverName: s, minVersion: '1.3'}}]",
                INPUT + "outputs: [{name: a, type: elasticsearch, url: 'http://h', index: i, pipeline: p}, "
                        + "{name: b, type: otlp, url: 'http://h', encoding: json}]",
                INPUT + "outputs: [{name: a, type: stdout}]\n"
                        + "process: [{keep: {match: 'a://.*?@\\?', field: a.b}}, {sample: {share: 0.10}}]\n"
                        + "resource: {attributes: {a.b: ' c: d '}, podInfo: /p, labels: [a*], annotations: '*'}\n"
                        + "state: {directory: /s, onDamage: fail}\nexitWhen: {file: /f, quiet: 1m}\n"
                        + "drain: {summary: false}\nhold: {bytes: 0, age: 0s}",
            })
    void meansTheSameWithoutSecrets(String text) {
        ConfigFile file = file(Map.of());

        assertThat(file.parse(file.effective(text))).isEqualTo(file.parse(text));
    }

    /// Two of them are never equal.
    @Test
    void rulesOfRedactionStayAsTheyAre() {
        String rule = "redact: {preset: [card, email], match: ['a://[^@]*?@', \"\\ttab\"], with: '?'}";
        ConfigFile file = file(Map.of());
        String shown = file.effective(INPUT + "process: [{" + rule + "}]\noutputs: [{name: a, type: stdout}]");

        assertThat(shown).contains("a://[^@]*?@", "\\ttab", "with: '?'");
        assertThat(file.effective(shown)).isEqualTo(shown);
    }

    @Test
    void canBeReadWithoutItsSecrets() {
        ConfigFile file = file(Map.of("SECRET", "hush"));
        String shown = file.effective(INPUT + """
                outputs:
                  - name: a
                    type: http
                    url: "http://h:1/a?hush=${SECRET}"
                    proxy: http://hush:hush@h:1
                    query: {a: hush}
                    headers: {X-Key: hush}
                    auth: {basic: {username: hush, password: hush}}
                  - {name: b, type: loki, url: '${URL:-http://h/?hush}', tenant: hush,
                     auth: {bearer: {token: '${SECRET}'}}}
                  - {name: c, type: otlp, url: 'https://h/hush', tls: {ca: /hush, certificate: /hush, key: /hush},
                     auth: {bearer: {tokenFile: /hush}}}
                """);

        assertThat(shown)
                .contains("http://h:1/****?****", "http://****:****@h:1", "${URL:-http://h/?****}")
                .doesNotContain("hush");
        assertThat(file.effective(shown)).isEqualTo(shown);
    }

    @Test
    void thatOfTheImageCanBeRead() throws IOException {
        for (Map<String, String> environment : Set.of(
                Map.<String, String>of(),
                Map.of("SHIPPER_OUTPUT", "http", "SHIPPER_URL", "http://h?hush", "SHIPPER_TOKEN", "hush"),
                Map.of(
                        "SHIPPER_OUTPUT", "loki",
                        "SHIPPER_URL", "https://h",
                        "SHIPPER_PROXY", "http://hush:hush@h:1",
                        "SHIPPER_COMPRESSION", "gzip",
                        "SHIPPER_USERNAME", "hush",
                        "SHIPPER_PASSWORD", "hush",
                        "SHIPPER_MULTILINE", "java",
                        "SHIPPER_PARSE", "auto"))) {
            ConfigFile file = file(environment);
            String shown = file.effective(Files.readString(IMAGE));

            assertThat(shown).doesNotContain("hush");
            assertThat(file.parse(shown).outputs().getFirst().common())
                    .isEqualTo(file.parse(Files.readString(IMAGE))
                            .outputs()
                            .getFirst()
                            .common());
            assertThat(file.effective(shown)).isEqualTo(shown);
        }
    }

    @Test
    void showsNoLevelOfACompressionThatThereIsNot() {
        String output = INPUT + "outputs: [{name: a, type: http, url: 'http://h', compression: %s}]";

        assertThat(file(Map.of()).effective(output.formatted("none"))).doesNotContain("compressionLevel");
        assertThat(file(Map.of()).effective(output.formatted("gzip"))).contains("compressionLevel: 1");
    }

    /// Variables that stand for secrets are not in what is shown.
    private static ConfigFile file(Map<String, String> environment) {
        return new ConfigFile(Path.of("shipper.yaml"), environment, environment.keySet());
    }
}
