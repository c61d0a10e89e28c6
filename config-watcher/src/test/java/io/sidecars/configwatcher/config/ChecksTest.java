package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.configwatcher.config.Checks.Format;
import io.sidecars.configwatcher.config.Checks.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    @Test
    void aSourceMayHaveNoChecks() {
        assertThat(read("{}")).isEqualTo(new Checks(List.of(), List.of()));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(read("""
                        required: [application.yaml, sub/b.json]
                        validate:
                          - {keys: "*.yaml", format: yaml, schema: /etc/app.schema.json}
                          - {keys: "*.json", format: json}
                          - {keys: "*.properties", format: properties}
                        """))
                .isEqualTo(new Checks(
                        List.of("application.yaml", "sub/b.json"),
                        List.of(
                                new Rule("*.yaml", Format.YAML, Path.of("/etc/app.schema.json")),
                                new Rule("*.json", Format.JSON, null),
                                new Rule("*.properties", Format.PROPERTIES, null))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "validate: [{keys: '*', format: properties, schema: /s}] | f:1:52: \"schema\" is only valid with format: yaml or json",
                "validate: [{keys: '*', format: toml}] | f:1:32: \"format\" must be yaml, json or properties",
                "validate: [{keys: '*'}]               | f:1:12: \"format\" is required",
                "validate: [{format: json}]            | f:1:12: \"keys\" is required",
                "validate: [{keys: a, format: json, shcema: /s}] | f:1:36: unknown key \"shcema\"",
                "validate: yaml                        | f:1:11: \"validate\" must be a list",
                "required: [/etc/a]                    | f:1:12: \"required\" must be a relative file name that does not start with \"..\"",
                "required: [..data]                    | must be a relative file name that does not start with \"..\""
            },
            quoteCharacter = '`')
    void everyMistakeIsOneSentenceWithItsPosition(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }

    private static Checks read(String text) {
        YamlMapping yaml = YamlMapping.parse("f", text, new Variables(Map.of()));
        Checks checks = Checks.read(yaml);
        yaml.done();
        return checks;
    }
}
