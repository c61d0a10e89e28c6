package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexParserTest {
    @Test
    void namedGroupsAreFieldsInTheirOrder() {
        assertThat(parse("(?P<zone>\\w+):(?<host>\\w+)( (?P<user>\\w+))?", "eu:web"))
                .returns(true, Parsed::isAccepted)
                .returns("eu:web", Parsed::message)
                .satisfies(parsed ->
                        assertThat(parsed.fields()).containsExactly(entry("zone", "eu"), entry("host", "web")));
    }

    @Test
    void groupsWithAWellKnownNameAreRecognized() {
        String pattern = "^(?P<ip>\\S+) \\S+ \\S+ \\[(?P<time>[^\\]]+)\\] (?P<level>\\w+) (?P<msg>.*)$";

        assertThat(parse(pattern, "10.0.0.1 - - [24/Nov/2026:11:00:00 +0100] WARN it  is"))
                .returns(1_795_514_400_000_000_000L, Parsed::nanos)
                .returns(13, Parsed::severity)
                .returns("it  is", Parsed::message)
                .returns(Kind.TEXT, Parsed::messageKind)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("ip", "10.0.0.1")));
    }

    @Test
    void aTextWithoutAMatchDoesNotParse() {
        assertThat(parse("^(?P<n>\\d+)$", "12x")).isEqualTo(Parsed.raw(false, "12x"));
    }

    @Test
    void aMatchMayBeAnywhere() {
        assertThat(parse("id=(?P<id>\\d+)", "some id=12, id=13").fields()).containsExactly(entry("id", "12"));
    }

    @ParameterizedTest
    @CsvSource({
        "größe=(?P<a>é*)!, größe=éé!, éé",
        "(?P<a>\\é+), xéé, éé",
        "'\\QÄ.\\E(?P<a>.*)', Ä.x, x",
        "😀+(?P<a>ä|ö)😀, 😀😀ö😀, ö",
        "'(?P<a>[^\" ]+) x', 'äöü€ x', äöü€",
    })
    void charactersOutsideAsciiAreLiterals(String pattern, String text, String expected) {
        assertThat(parse(pattern, text).fields()).containsExactly(entry("a", expected));
    }

    @Test
    void aGroupIsWidenedToWholeCharacters() {
        assertThat(parse("^(?P<a>.)(?P<b>.)", "€x").fields()).containsExactly(entry("a", "€"), entry("b", "€"));
    }

    @Test
    void oneParserReadsManyRecords() {
        RegexParser parser = new RegexParser("(?P<a>\\d+)", ZoneOffset.UTC);
        Fields fields = new Fields();

        assertThat(Parsed.of(parser, "a long text with 123", fields).fields()).containsExactly(entry("a", "123"));
        assertThat(Parsed.of(parser, "nothing", fields)).isEqualTo(Parsed.raw(false, "nothing"));
        assertThat(Parsed.of(parser, "9", fields).fields()).containsExactly(entry("a", "9"));
    }

    @Test
    void noTextHangsAPattern() {
        RegexParser parser = new RegexParser("^(?P<a>(x+x+)+y)$", ZoneOffset.UTC);

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(Parsed.of(parser, "x".repeat(5000)).isAccepted())
                        .isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc(d) | has no named group",
                "'' | has no named group",
                "(?P<a>x | is not a valid pattern: missing closing )",
                "(?P<a>[a | is not a valid pattern: missing closing ]",
                "(?P<a>x)\\p{L} | is not a valid pattern: invalid escape sequence",
                "(?P<a>x)\\ | is not a valid pattern: trailing backslash at end of expression",
                "(?P<a>[a-zä]) | is not a pattern that can be matched on bytes: ä is not allowed in a character class",
                "(?P<a>x)(?P<a>y) | is not a valid pattern: duplicate capture group name",
            })
    void aPatternThatCannotBeUsedIsRejectedWithTheReason(String pattern, String rule) {
        assertThatThrownBy(() -> new RegexParser(pattern, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[:alpha:]]", "[]a]", "[^]a]", "[\\]]", "[\\\\]", "[[:^digit:]é"})
    void theEndOfACharacterClassIsFound(String characterClass) {
        boolean isClosed = characterClass.endsWith("]");
        if (isClosed) {
            assertThat(parse("(?P<a>é" + characterClass + "*)é", "éé").fields()).containsExactly(entry("a", "é"));
        } else {
            assertThatThrownBy(() -> new RegexParser(characterClass + "](?P<a>x)", ZoneOffset.UTC))
                    .hasMessageContaining("in a character class");
        }
    }

    @Test
    void moreThan256GroupsAreRejected() {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < 257; i++) {
            pattern.append("(?P<g").append(i).append(">x)");
        }
        assertThatThrownBy(() -> new RegexParser(pattern.toString(), ZoneOffset.UTC))
                .hasMessage("has more than 256 named groups");
    }

    private static Parsed parse(String pattern, String text) {
        return Parsed.of(new RegexParser(pattern, ZoneOffset.UTC), text);
    }
}
