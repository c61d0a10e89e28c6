package io.sidecars.configwatcher.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Checks.Format;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private static final String APP = """
            {
              "type": "object",
              "required": ["port"],
              "additionalProperties": false,
              "properties": {
                "port": {"type": "integer", "maximum": 65535},
                "level": {"enum": ["info", "debug", 3]},
                "hosts": {"type": "array", "items": {"$ref": "#/$defs/host"}},
                "a/b": {"type": ["string", "null"]}
              },
              "$defs": {"host": {"type": "string", "pattern": "^[a-z]+$"}}
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aMatchingDocumentHasNoErrors() {
        found(APP, Format.YAML, "port: 0x1F\nlevel: 3\nhosts: [a, b]\n\"a/b\": ~\n")
                .isEmpty();
        found(APP, Format.JSON, "{\"port\": 1.0, \"level\": \"info\"}").isEmpty();
    }

    @Test
    void aSchemaErrorHasThePositionOfItsValueInYaml() {
        found(APP, Format.YAML, "hosts:\n  - one\n  - Two\na/b: 1\nlevel: trace\nport: 65536\n")
                .containsExactly(
                        "file:3:5: /hosts/1: must match \"^[a-z]+$\"",
                        "file:4:6: /a~1b: must be of type string or null",
                        "file:5:8: /level: must be one of \"info\", \"debug\", 3",
                        "file:6:7: /port: must be at most 65535");
    }

    @Test
    void aSchemaErrorHasThePositionOfItsValueInJson() {
        found(APP, Format.JSON, "{\r\n\t\"hosts\": [\"one\",\n \"Two\"], \"a/b\": {}, \"port\":\n  65536}")
                .containsExactly(
                        "file:3:2: /hosts/1: must match \"^[a-z]+$\"",
                        "file:3:17: /a~1b: must be of type string or null",
                        "file:4:3: /port: must be at most 65535");
    }

    @Test
    void aForbiddenKeyIsReportedAtItsPositionWithoutItsName() {
        found(APP, Format.YAML, "port: 1\n  \nextra: 1\n").containsExactly("file:3:1: /*: must not have this key");
        found(APP, Format.JSON, "{\"port\": 1,\n  \"extra\": 1}")
                .containsExactly("file:2:3: /*: must not have this key");
    }

    @Test
    void anErrorOfTheWholeDocumentHasNoPointer() {
        found(APP, Format.YAML, "# comment\nlevel: info\n").containsExactly("file:2:1: must have the key \"port\"");
        found(APP, Format.YAML, "[]").containsExactly("file:1:1: must be of type object");
        found("false", Format.JSON, " 1").containsExactly("file:1:2: must not be present");
    }

    @Test
    void everyDocumentIsValidatedAgainstTheSchema() {
        found(APP, Format.YAML, "port: 1\n---\nport: x\n---\n{}\n")
                .containsExactly("file:3:7: /port: must be of type integer", "file:5:1: must have the key \"port\"");
    }

    @Test
    void anEmptyFileDoesNotMatchASchema() {
        found(APP, Format.YAML, "# nothing\n").containsExactly("file: must not be empty, because it has a schema");
    }

    @Test
    void mergedKeysAreValidated() {
        found(APP, Format.YAML, "<<: {port: 70000, level: info}\n")
                .containsExactly("file:1:12: /port: must be at most 65535");
    }

    @Test
    void theSchemaIsAppliedOnlyToAWellFormedFile() {
        found(APP, Format.YAML, "port: x\nport: y\n").containsExactly("file:2:1: duplicate key in this mapping");
    }

    @Test
    void theErrorsOfEachAlternativeAreReported() {
        String schema = "{\"properties\": {\"sink\": {\"%s\": [{\"type\": \"string\"}, {\"required\": [\"url\"]}]}}}";

        found(schema.formatted("anyOf"), Format.YAML, "sink: {}")
                .containsExactly(
                        "file:1:7: /sink: must be of type string (alternative 1 of \"anyOf\")",
                        "file:1:7: /sink: must have the key \"url\" (alternative 2 of \"anyOf\")");
        found(schema.formatted("oneOf"), Format.YAML, "sink: {}")
                .contains("file:1:7: /sink: must match exactly one alternative of \"oneOf\"")
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"const\": {\"a\": 1}                 | 5         | must be {\"a\":1}",
                "\"minimum\": 6                        | 5         | must be at least 6",
                "\"exclusiveMinimum\": 5               | 5         | must be more than 5",
                "\"exclusiveMaximum\": 5               | 5         | must be less than 5",
                "\"multipleOf\": 2.5                   | 6         | must be a multiple of 2.5",
                "\"minLength\": 1                      | ''        | must have at least 1 character",
                "\"maxLength\": 2                      | abc       | must have at most 2 characters",
                "\"minItems\": 1                       | []        | must have at least 1 item",
                "\"maxItems\": 1                       | [1, 2]    | must have at most 1 item",
                "\"minProperties\": 1                  | {}        | must have at least 1 key",
                "\"maxProperties\": 0                  | {a: 1}    | must have at most 0 keys",
                "\"uniqueItems\": true                 | [1, 1]    | must not have two equal items",
                "\"not\": {\"type\": \"null\"}         | ~         | must satisfy \"not\"",
                "\"contains\": {\"const\": 1}          | [2]       | must have the required number of items that match \"contains\"",
                "\"items\": false                      | [2]       | must satisfy \"items\"",
                "\"dependentRequired\": {\"a\": [\"b\"]} | {a: 1}  | must satisfy \"dependentRequired\"",
                "\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"format\": \"ipv4\" | x | must be a valid ipv4",
                "\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"format\": \"date-time\" | x | must be a valid date-time",
                "\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"maximum\": 4 | 5 | must be at most 4"
            })
    void everyKeywordHasItsMessage(String keyword, String value, String rule) {
        found("{" + keyword + "}", Format.YAML, value).containsExactly("file:1:1: " + rule);
    }

    @Test
    void invalidNamesAreReportedAtTheirPosition() {
        found("{\"propertyNames\": {\"maxLength\": 1}}", Format.YAML, "a: 1\nhunter2: 1\n")
                .containsExactly("file:2:1: /*: must be a key that matches \"propertyNames\"");
        found("{\"properties\": {\"a\": {}}, \"unevaluatedProperties\": false}", Format.YAML, "a: 1\nhunter2: 1\n")
                .containsExactly("file:2:1: /*: must not have this key");
    }

    @Test
    void formatsAreAnnotationsSinceDraft201909() {
        found("{\"format\": \"ipv4\"}", Format.YAML, "x").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", ".nan", ".inf"})
    void anInfiniteNumberIsReported(String number) {
        found("{\"enum\": [1]}", Format.YAML, number).containsExactly("file: cannot be validated against the schema");
    }

    @Test
    void anEndlesslyRecursiveSchemaIsReported() {
        found("{\"$ref\": \"#\"}", Format.YAML, "1").containsExactly("file: cannot be validated against the schema");
    }

    @Test
    void theDeepestAllowedDocumentIsValidated() {
        found("{\"items\": {\"$ref\": \"#\"}, \"type\": \"array\"}", Format.JSON, "[".repeat(100) + "]".repeat(100))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\": }                            | :1:10: must be JSON, but is malformed from here on",
                "{\"type\": \"object\", \"type\": 1}     | :1:20: duplicate key in this object",
                "``                                      | : must be JSON, but is empty",
                "[]                                      | :1:1: must be of type object or boolean",
                "{\"properties\": {\"a\": {\"type\": 5}}} | :1:31: /properties/a/type: must ",
                "{\"type\": \"intger\"}                  | :1:10: /type: must be one of \"array\"",
                "{\"maximum\": \"x\"}                    | :1:13: /maximum: must be of type number",
                "{\"$ref\": \"#/$defs/nope\"}            | : must not refer to a missing definition",
                "{\"$ref\": \"#nope\"}                   | : must ",
                "{\"$ref\": \"https://example.com/a.json#/b\"} | : must not refer to \"https://example.com/a.json\", which is not in this file",
                "{\"items\": {\"$ref\": \"http://127.0.0.1:1/a.json\"}} | : must not refer to \"http://127.0.0.1:1/a.json\", which is not in this file",
                "{\"$ref\": \"other.json\"}              | other.json\", which is not in this file",
                "{\"$ref\": \"classpath:draft-07/schema\"} | : must not refer to \"classpath:draft-07/schema\", which is not in this file",
                "{\"$schema\": \"https://example.com/s\"} | :1:13: /$schema: must name draft 4, 6, 7, 2019-09 or 2020-12 of JSON Schema",
                "{\"pattern\": \"(\"}                    | : must have a valid regular expression instead of \"(\": Unclosed group"
            })
    void aBrokenSchemaIsRefusedInOneSentence(String schema, String message) {
        assertThatThrownBy(() -> validator(schema, Format.JSON))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith(directory.resolve("schema.json").toString())
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aMissingSchemaIsRefused() {
        Path absent = directory.resolve("absent.json");

        assertThatThrownBy(() ->
                        new SourceValidator(new Checks(List.of(), List.of(new Checks.Rule("*", Format.YAML, absent)))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(absent + ": no such file");
    }

    @Test
    void aReferenceInsideTheFileMayUseAnId() {
        String schema = "{\"$id\": \"https://example.com/app\", \"$ref\": \"defs#/$defs/a\", \"$defs\": {"
                + "\"b\": {\"$id\": \"https://example.com/defs\", \"$defs\": {\"a\": {\"type\": \"string\"}}}}}";

        found(schema, Format.YAML, "1").containsExactly("file:1:1: must be of type string");
        found("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}", Format.YAML, "{type: 5}")
                .isNotEmpty();
    }

    private ListAssert<String> found(String schema, Format format, String text) {
        TreeMap<String, byte[]> contents = new TreeMap<>();
        contents.put("file", text.getBytes(StandardCharsets.UTF_8));
        return assertThat(validator(schema, format).errors(contents).stream()
                .map(ValidationError::toString)
                .toList());
    }

    private SourceValidator validator(String schema, Format format) {
        Path file = directory.resolve("schema.json");
        try {
            Files.writeString(file, schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SourceValidator(new Checks(List.of(), List.of(new Checks.Rule("*", format, file))));
    }
}
