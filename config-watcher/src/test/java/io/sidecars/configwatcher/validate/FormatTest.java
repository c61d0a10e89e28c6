package io.sidecars.configwatcher.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Checks.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing but a comment\n",
                "a: 1\nb: [1, {c: d}]\n",
                "a: 1\r\nb:\r\n  - 1\r\n",
                "---\na: 1\n---\na: 2\n...\n",
                "\uFEFFa: 1\n",
                "a: ${NAME}\nb: 1.2.3\nc: 2026-11-24\nd: !vault |\n  x\ne: 0o17\nf: 0x1F\ng: .inf\nh: -.5e3\n",
                "base: &base {a: 1, b: 2}\none:\n  <<: *base\n  a: 3\n",
                "base: &base {a: 1}\nlist: &list [*base, *base]\nall: [*list, *list]\n",
                "{\"a\": [1, 2], \"b\": \"\\u00e9\"}"
            })
    void wellFormedYamlHasNoErrors(String text) {
        found(Format.YAML, text).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: b: c                | 1:5 | must be YAML, but a mapping value is not allowed here",
                "a: 1\\n\\tb: 2         | 2:1 | must be YAML, but a tab is used as indentation",
                "a:\\n\\t- 1            | 2:1 | must be YAML, but a tab is used as indentation",
                "a: 1\\nb\\nc: 2        | 3:1 | must be YAML, but the previous key has no colon",
                "a:\\n  - 1\\n - 2      | 3:2 | must be YAML, but the indentation does not match the lines before",
                "a: [1, 2\\nb: 3        | 2:2 | must be YAML, but a comma or ] is missing here",
                "a: {b: 1\\nc: 3        | 2:2 | must be YAML, but a comma or } is missing here",
                "a: *nowhere            | 1:4 | must be YAML, but the alias refers to an undefined anchor",
                "a: \"\\\\q\"           | 1:6 | must be YAML, but the escape sequence is unknown",
                "a: 1\\nb: \"open\\nc: 2| 3:5 | must be YAML, but a quoted string is not closed",
                "a: 1\\nb: @            | 2:4 | must be YAML, but is malformed from here on",
                "a: 1\\n? [b]\\n: 2     | 2:3 | must have a scalar as the key",
                "a: 1\\nb: !!int x      | 2:4 | must be a number, as its tag says",
                "a: &a {<<: *a}         | 1:8 | must not merge a mapping into itself",
                "a: &a {<<: [*a]}       | 1:8 | must not merge a mapping into itself",
                "a: 1\\nb: x\u0007y     | 2:5 | must not contain control characters"
            })
    void malformedYamlIsReportedAtItsPosition(String text, String position, String rule) {
        found(Format.YAML, text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\"))
                .containsExactly("file:" + position + ": " + rule);
    }

    @Test
    void everyDuplicateKeyInYamlIsReported() {
        found(Format.YAML, "a: 1\nb:\n  c: 1\n  c: 2\n\"a\": 3\n---\na: 1\na: 2\n")
                .containsExactly(
                        "file:4:3: duplicate key in this mapping",
                        "file:5:1: duplicate key in this mapping",
                        "file:8:1: duplicate key in this mapping");
    }

    @Test
    void columnsCountCharactersAndLinesMayEndWithCrOrLf() {
        found(Format.YAML, "a: 1\r\nb: \uD83D\uDE00 : 2\r\n").first().asString().startsWith("file:2:6: ");
        found(Format.YAML, "a: 1\rb: @").first().asString().startsWith("file:2:4: ");
        found(Format.JSON, "{\r\n \"a\": 1,\r\n \"b\" 2}").first().asString().startsWith("file:3:6: ");
        found(Format.PROPERTIES, "a=1\r\nb=\\u12\r\n").first().asString().startsWith("file:2:3: ");
    }

    @Test
    void yamlBeyondTheLimitsIsRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        found(Format.YAML, laughs.toString()).singleElement().asString().contains(Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "a: &a [*a]").singleElement().asString().contains(Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "[".repeat(100_000)).containsExactly("file:1:101: " + Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "- ".repeat(100_000) + "1")
                .singleElement()
                .asString()
                .contains(Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "- 1\n".repeat(100_001)).singleElement().asString().contains(Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "a: " + "9".repeat(1_001)).containsExactly("file:1:4: " + Syntax.LIMITS_EXCEEDED);
        found(Format.YAML, "a: &a {}\nb: [" + "*a,".repeat(1_001) + "]")
                .containsExactly("file: must have at most 1000 aliases of mappings and sequences");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", " [1, \"\\u00e9\", null]\n", "{\"a\":\r\n\t{\"a\": 1e400}}"})
    void wellFormedJsonHasNoErrors(String text) {
        found(Format.JSON, text).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\\n  \"a\": nil\\n}            | 2:8 | must be JSON, but is malformed from here on",
                "{\\n  \"a\": 1,\\n}             | 3:1 | must be JSON, but is malformed from here on",
                "{'a': 1}                        | 1:2 | must be JSON, but is malformed from here on",
                "{}\\n// comment                 | 2:1 | must be JSON, but is malformed from here on",
                "{\"a\": 01}                     | 1:8 | must be JSON, but is malformed from here on",
                "{\"a\": NaN}                    | 1:10 | must be JSON, but is malformed from here on",
                "{\\n\"a\": \"x                  | 2:8 | must be JSON, but ends unexpectedly",
                "{\\n\"a\": [1                   | 2:8 | must be JSON, but ends unexpectedly",
                "{}\\n {}                        | 2:2 | must contain only one JSON value",
                "{\"a\": {\"b\": 1},\\n  \"b\": 2,\\n  \"\\u0061\": 3} | 3:3 | duplicate key in this object"
            })
    void malformedJsonIsReportedAtItsPosition(String text, String position, String rule) {
        found(Format.JSON, text.replace("\\n", "\n")).containsExactly("file:" + position + ": " + rule);
    }

    @Test
    void anEmptyFileIsNotJson() {
        found(Format.JSON, "").containsExactly("file: must be JSON, but is empty");
        found(Format.JSON, " \n").containsExactly("file: must be JSON, but is empty");
    }

    @Test
    void jsonBeyondTheLimitsIsRefused() {
        found(Format.JSON, "[".repeat(100_000)).containsExactly("file:1:101: " + Syntax.LIMITS_EXCEEDED);
        found(Format.JSON, "9".repeat(1_001)).singleElement().asString().contains(Syntax.LIMITS_EXCEEDED);
        found(Format.JSON, "[1" + ",1".repeat(300_000) + "]")
                .singleElement()
                .asString()
                .contains(Syntax.LIMITS_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# comment with \\u12\n! and another\n\n  a = 1\nb:2\nc 3\nd\n",
                "a=one,\\\n  two,\\\r\n  three\nb=\\u00e9\\\\u12\nc=C:\\\\dir\\\\\nd=4\n",
                "a=\\\n\nb=1\n"
            })
    void wellFormedPropertiesHaveNoErrors(String text) {
        found(Format.PROPERTIES, text).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1\\nb=x\\u12\\nc=3    | 2:4 | must have four hexadecimal digits after \\u",
                "b=\\u00g1               | 1:3 | must have four hexadecimal digits after \\u",
                "a=x,\\\\n  y\\u\\nc=3   | 2:4 | must have four hexadecimal digits after \\u",
                "a=1\\n\\n  b=2\\na : 3  | 4:1 | duplicate key",
                "a=1\\n  \\u0061=2       | 2:3 | duplicate key"
            })
    void malformedPropertiesAreReportedAtTheirPosition(String text, String position, String rule) {
        found(Format.PROPERTIES, text.replace("\\n", "\n")).containsExactly("file:" + position + ": " + rule);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void invalidUtf8IsReportedAtItsPosition(Format format) {
        byte[] latin = "{\n\"\u00e9\": \"\u00e9\"}".getBytes(StandardCharsets.UTF_8);
        latin[latin.length - 4] = (byte) 0xe9;

        found(format, latin).containsExactly("file:2:7: must be valid UTF-8");
        found(format, "{}".getBytes(StandardCharsets.UTF_16)).containsExactly("file:1:1: must be valid UTF-8");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"JSON", "PROPERTIES"})
    void aByteOrderMarkIsAllowedInYamlOnly(Format format) {
        found(format, BYTE_ORDER_MARK + "{}").containsExactly("file:1:1: must not start with a byte order mark");
    }

    private static ListAssert<String> found(Format format, String text) {
        return found(format, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ListAssert<String> found(Format format, byte[] content) {
        Checks checks = new Checks(List.of(), List.of(new Checks.Rule("*", format, null)));
        TreeMap<String, byte[]> contents = new TreeMap<>();
        contents.put("file", content);
        return assertThat(new SourceValidator(checks)
                .errors(contents).stream().map(ValidationError::toString).toList());
    }
}
