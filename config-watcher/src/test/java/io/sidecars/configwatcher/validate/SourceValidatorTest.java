package io.sidecars.configwatcher.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Checks.Format;
import io.sidecars.configwatcher.config.Checks.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceValidatorTest {
    private static final String SECRET = "hunter2";

    @TempDir
    Path directory;

    @Test
    void errorsAreInTheOrderOfKeys() {
        SourceValidator validator = new SourceValidator(
                new Checks(List.of("m.yaml", "b.yaml", "c.yaml"), List.of(new Rule("*.yaml", Format.YAML, null))));

        assertThat(validator.errors(contents(Map.of("z.yaml", "a: b: c", "c.yaml", "", "a.yaml", "@"))))
                .containsExactly(
                        new ValidationError("a.yaml", 1, 1, "must be YAML, but is malformed from here on"),
                        new ValidationError("b.yaml", 0, 0, "is required, but missing"),
                        new ValidationError("m.yaml", 0, 0, "is required, but missing"),
                        new ValidationError("z.yaml", 1, 5, "must be YAML, but a mapping value is not allowed here"));
    }

    @Test
    void atMostTwentyErrorsAreReported() {
        SourceValidator validator =
                new SourceValidator(new Checks(List.of(), List.of(new Rule("*", Format.YAML, null))));

        assertThat(validator.errors(contents(Map.of("a", "a: 1\n".repeat(15), "b", "a: 1\n".repeat(15)))))
                .hasSize(20)
                .last()
                .hasToString("b:7:1: duplicate key in this mapping");
    }

    @Test
    void aRuleAppliesToTheKeysThatItsWildcardMatches() {
        SourceValidator validator = new SourceValidator(new Checks(
                List.of(), List.of(new Rule("*.json", Format.JSON, null), new Rule("no?hing*", Format.JSON, null))));

        assertThat(validator.errors(contents(Map.of("a.yaml", "@", "sub/b.json", "@"))))
                .extracting(ValidationError::key)
                .containsExactly("sub/b.json");
    }

    @Test
    void everyMatchingRuleAppliesAndEachErrorIsReportedOnce() throws IOException {
        Path schema = Files.writeString(directory.resolve("schema.json"), "{\"type\": \"string\"}");
        SourceValidator validator = new SourceValidator(new Checks(
                List.of(), List.of(new Rule("*.json", Format.YAML, schema), new Rule("a*", Format.JSON, schema))));

        assertThat(validator.errors(contents(Map.of("a.json", "[,]"))))
                .extracting(ValidationError::toString)
                .containsExactly(
                        "a.json:1:2: must be YAML, but is malformed from here on",
                        "a.json:1:2: must be JSON, but is malformed from here on");
        assertThat(validator.errors(contents(Map.of("a.json", "{}"))))
                .extracting(ValidationError::toString)
                .containsExactly("a.json:1:1: must be of type string");
    }

    @Test
    void aFileWithoutARuleMayHoldAnything() {
        SourceValidator validator = new SourceValidator(new Checks(List.of("a"), List.of()));
        NavigableMap<String, byte[]> contents = contents(Map.of());
        contents.put("a", new byte[(2 << 20) + 1]);

        assertThat(validator.errors(contents)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aFileOverTwoMebibytesIsNotValidated(Format format) {
        SourceValidator validator = new SourceValidator(new Checks(List.of(), List.of(new Rule("*", format, null))));
        NavigableMap<String, byte[]> contents = contents(Map.of());
        contents.put("a", new byte[(2 << 20) + 1]);

        assertThat(validator.errors(contents))
                .containsExactly(new ValidationError("a", 0, 0, "must have at most 2 MiB to be validated"));
    }

    @Test
    void anErrorIsOneLine() {
        assertThat(new ValidationError("a\nb", 3, 7, "must match \t" + "x".repeat(300)).toString())
                .startsWith("a\\u000ab:3:7: must match \txxx")
                .endsWith("x…")
                .hasSize("a\\u000ab:3:7: ".length() + 200);
        assertThat(new ValidationError("a", 0, 0, "is required, but missing"))
                .hasToString("a: is required, but missing");
    }

    /// Puts the secret at every position of texts that break every rule: inserted, and in exchange for one or four
    /// characters.
    @ParameterizedTest
    @EnumSource(Format.class)
    void noErrorShowsContent(Format format) throws IOException {
        Path schema = Files.writeString(directory.resolve("schema.json"), """
                {
                  "properties": {
                    "port": {"type": "integer", "maximum": 1, "enum": [1], "const": 1, "multipleOf": 5},
                    "list": {"items": {"pattern": "^x$", "format": "ipv4"}, "contains": {"const": 1},
                             "uniqueItems": true},
                    "map": {"additionalProperties": {"type": "null"}, "propertyNames": {"maxLength": 1},
                            "dependentRequired": {"name": ["other"]}, "not": {"type": "object"}}
                  },
                  "additionalProperties": false,
                  "anyOf": [{"maxProperties": 0}, {"oneOf": [{"type": "string"}, {"minProperties": 9}]}]
                }
                """);
        SourceValidator validator = new SourceValidator(new Checks(
                List.of(), List.of(new Rule("*", format, format == Format.PROPERTIES ? null : schema))));
        String text = """
                {"port": 5, "list": ["word", "word"], "map": {"name": {"name": "\\u0041"}},
                 "key": !tag &anchor *anchor, 'quoted': "un\\quoted}
                """;
        int found = 0;
        for (String base : List.of(text, text.replace(" !tag &anchor *anchor, 'quoted': \"un\\quoted", " 1"))) {
            for (int i = 0; i <= base.length(); i++) {
                for (int replaced : List.of(0, 1, 4)) {
                    String content =
                            base.substring(0, i) + SECRET + base.substring(Math.min(i + replaced, base.length()));
                    List<ValidationError> errors = validator.errors(contents(Map.of("a", content)));
                    found += errors.size();
                    assertThat(errors.toString()).doesNotContain(SECRET).doesNotContain("unter");
                }
            }
        }
        assertThat(found).isGreaterThan(format == Format.PROPERTIES ? 0 : 1_000);
    }

    private static NavigableMap<String, byte[]> contents(Map<String, String> texts) {
        NavigableMap<String, byte[]> contents = new TreeMap<>();
        texts.forEach((key, text) -> contents.put(key, text.getBytes(StandardCharsets.UTF_8)));
        return contents;
    }
}
