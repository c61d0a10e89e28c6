package io.sidecars.configwatcher.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Checks.Format;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.ScanResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contents and schemas that would take for ever, or all memory, without a limit.
@Timeout(60)
class HostileContentTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String IN_TIME = "cannot be validated in time: validating all files must take at most 10 s";
    /// Two alternatives that both look at the same property: with n levels there are 2^n ways through the schema.
    private static final String EXPONENTIAL = """
            {"type": "object", "anyOf": [
              {"properties": {"a": {"$ref": "#"}, "x": {"const": 1}}, "required": ["x"]},
              {"properties": {"a": {"$ref": "#"}, "x": {"const": 2}}, "required": ["x"]}]}
            """;

    @TempDir
    Path directory;

    @Test
    void aPatternThatBacktracksIsSearchedInLinearTime() {
        String schema = "{\"pattern\": \"^(.*?,){15}P\"}";

        assertThat(errors(schema, "\"" + "1,".repeat(40) + "\"", TimeLimit.LONGEST))
                .containsExactly("file:1:1: must match \"^(.*?,){15}P\"");
        assertThat(errors(schema, "\"" + "1,".repeat(15) + "P\"", TimeLimit.LONGEST))
                .isEmpty();
        assertThat(errors("{\"pattern\": \"^(a+)+$\"}", "\"" + "a".repeat(100_000) + "!\"", TimeLimit.LONGEST))
                .hasSize(1);
    }

    @Test
    void aNameOfAPropertyIsSearchedInLinearTime() {
        String schema = "{\"patternProperties\": {\"^(a|a)*$\": {}}, \"additionalProperties\": false}";

        assertThat(errors(schema, "{\"" + "a".repeat(64) + "!\": 1}", TimeLimit.LONGEST))
                .containsExactly("file:1:2: /*: must not have this key");
    }

    @Test
    void aPatternThatNeedsBacktrackingIsStoppedAndTheFindingNamesTheFile() {
        String schema = "{\"pattern\": \"^(?=a)(.*?,){15}P\"}";

        assertThat(errors(schema, "\"a" + "1,".repeat(40) + "\"", SHORT)).containsExactly("file: " + IN_TIME);
        assertThat(errors(schema, "\"a" + "1,".repeat(15) + "P\"", SHORT)).isEmpty();
    }

    @Test
    void everyPatternMeansWhatItMeantBefore() {
        for (String[] match : new String[][] {
            {"^a$", "a"},
            {"b", "abc"},
            {"^\\\\d{3}-\\\\w+$", "123-ab_C"},
            {"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$", "a-b.example"},
            {"^(?!.*secret).*$", "plain"},
            {"^(\\\\w)\\\\1$", "aa"},
            {"^\\\\p{Lu}+$", "ÄB"},
            {"^\\\\p{Letter}+$", "aß"},
            {"^\\\\u00e4$", "ä"},
            {"(?i)^ABC$", "abc"}
        }) {
            String schema = "{\"pattern\": \"" + match[0] + "\"}";
            assertThat(errors(schema, "\"" + match[1] + "\"", TimeLimit.LONGEST))
                    .as(match[0])
                    .isEmpty();
        }
        assertThat(errors("{\"pattern\": \"^a$\"}", "\"a\\n\"", TimeLimit.LONGEST))
                .hasSize(1);
    }

    @Test
    void anExpressionInADocumentIsOnlyParsed() {
        String schema = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"format\": \"regex\"}";

        assertThat(errors(schema, "\"((a{1000}){1000}){1000}\"", TimeLimit.LONGEST))
                .isEmpty();
        assertThat(errors(schema, "\"(\"", TimeLimit.LONGEST)).containsExactly("file:1:1: must be a valid regex");
        assertThat(errors(schema, "\"" + "(a)".repeat(500_000) + "\"", TimeLimit.LONGEST))
                .containsExactly("file:1:1: must be a valid regex");
    }

    @Test
    void aPatternOfASchemaWithHugeCountsNeedsLittleMemory() {
        assertThat(errors("{\"pattern\": \"((a{1000}){1000}){1000}\"}", "\"a\"", TimeLimit.LONGEST))
                .hasSize(1);
    }

    @Test
    void alternativesThatMultiplyAreStopped() {
        assertThat(errors(EXPONENTIAL, "{\"a\":".repeat(90) + "{}" + "}".repeat(90), SHORT))
                .containsExactly("file: " + IN_TIME);
    }

    @Test
    void theFilesAfterTheOneThatTookTooLongAreNotTakenForValid() {
        Map<String, String> files =
                Map.of("a", "{\"a\":".repeat(90) + "{}" + "}".repeat(90), "b", "[", "c", "{\"x\": 1}");

        assertThat(errors(EXPONENTIAL, files, SHORT)).containsExactly("a: " + IN_TIME);
    }

    @Test
    void aValidationThatCannotBeStoppedDoesNotStopTheNextOne() {
        // No character is read while an empty group is repeated.
        String endless = "{\"pattern\": \"(?=)(?:(?:(?:){60000}){1000}){1000}\"}";

        assertThat(errors(endless, "\"a\"", SHORT)).containsExactly("the files " + IN_TIME);
        assertThat(errors("{\"const\": 1}", "1", SHORT)).isEmpty();
    }

    @Test
    void definitionsThatMultiplyAreRefusedOrStopped() {
        StringBuilder schema = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (int i = 0; i < 40; i++) {
            schema.append("\"d%d\": {\"allOf\": [{\"$ref\": \"#/$defs/d%d\"}, {\"$ref\": \"#/$defs/d%d\"}]}, "
                    .formatted(i, i + 1, i + 1));
        }
        schema.append("\"d40\": {\"type\": \"integer\"}}}");

        assertThat(errors(schema.toString(), "1", SHORT)).containsExactly("file: " + IN_TIME);
    }

    /// Whether the stack is deep enough for it depends on what is compiled by then.
    @Test
    void aDeepSchemaIsAcceptedOrRefusedInOneSentence() {
        String deep = "{\"pattern\": \"" + "(".repeat(4_900) + ")".repeat(4_900) + "\"}";

        Throwable thrown = catchThrowable(() -> errors(deep, "\"a\"", TimeLimit.LONGEST));

        if (thrown != null) {
            assertThat(thrown).isInstanceOf(InvalidConfigException.class);
            assertThat(thrown.getMessage()).contains("Stack overflow").hasSizeLessThan(300);
        }
    }

    @Test
    void aPatternThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> errors("{\"pattern\": \"" + "a".repeat(10_001) + "\"}", "\"a\"", SHORT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("it is longer than 10000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anyOf", "oneOf"})
    void manyErrorsAreNotCollected(String keyword) {
        String schema = "{\"%s\": [{\"items\": {\"type\": \"string\"}}, {\"items\": {\"type\": \"integer\"}}]}"
                .formatted(keyword);

        assertThat(errors(schema, "[1" + ",1".repeat(90_000) + "]", TimeLimit.LONGEST))
                .isEmpty();
        assertThat(errors(schema, "[null" + ",null".repeat(90_000) + "]", TimeLimit.LONGEST))
                .hasSize(20);
    }

    @Test
    void aLaughOfAliasesIsRefused() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }

        assertThat(errors("{}", Format.YAML, Map.of("file", yaml.toString()), TimeLimit.LONGEST))
                .singleElement()
                .asString()
                .contains("exceeds what can be validated");
    }

    @Test
    void propertiesWithTooManyEntriesAreRefused() {
        assertThat(errors(null, Format.PROPERTIES, Map.of("file", "a\n".repeat(1 << 20)), TimeLimit.LONGEST))
                .singleElement()
                .asString()
                .contains("exceeds what can be validated");
    }

    private List<String> errors(String schema, String text, Duration limit) {
        return errors(schema, Map.of("file", text), limit);
    }

    private List<String> errors(String schema, Map<String, String> files, Duration limit) {
        return errors(schema, Format.JSON, files, limit);
    }

    private List<String> errors(@Nullable String schema, Format format, Map<String, String> files, Duration limit) {
        try {
            Path file = schema == null ? null : Files.writeString(directory.resolve("schema.json"), schema);
            Checks checks = new Checks(List.of(), List.of(new Checks.Rule("*", format, file)));
            Source source = new Source("app", directory, false, false, List.of("*"), List.of(), checks);
            NavigableMap<String, byte[]> contents = new TreeMap<>();
            files.forEach((name, text) -> contents.put(name, text.getBytes(UTF_8)));
            Content content = Contents.of(contents, new TreeSet<>());
            return new ContentValidator(List.of(source), List.of(), limit)
                    .errors(new ScanResult.Found(content, Map.of("app", contents), Duration.ZERO, List.of()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
