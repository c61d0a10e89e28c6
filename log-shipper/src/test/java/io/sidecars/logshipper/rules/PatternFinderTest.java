package io.sidecars.logshipper.rules;

import static io.sidecars.logshipper.rules.Redacted.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternFinderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a+b",
                "(?i)a|B",
                "é+",
                "(é|€)b?",
                "x*",
                "a??b*",
                "^a|b$",
                "\\bab\\b",
                "[^a]b",
                ".b",
                "[]a]b",
                "[[:alpha:]]+1",
                "[\\]\\-a]{2}",
                "\\Qa.é\\E+",
                "\\x{e9}a|\\x62\\x61",
                "\\351b|\\141",
                "(?i)éA",
                "😀{2}",
                "\\é",
                "(?P<name>a)(?:b|1)",
                "\\w\\W"
            })
    void findsWhatJavaFinds(String expression) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RedactionRule rule = pattern(expression);
        // Java writes these differently.
        Pattern java = Pattern.compile(expression
                .replace("?P<", "?<")
                .replace("[[:alpha:]]", "[A-Za-z]")
                .replace("[]a]", "[\\]a]")
                .replace("\\351", "é")
                .replace("\\141", "a")
                .replace("\\é", "é"));
        String[] alphabet = {"a", "a", "b", "B", "A", "1", "é", "É", "€", "😀", " ", ".", "]", "-", "x"};
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }

            String expected =
                    java.matcher(text).replaceAll(match -> match.group().isEmpty() ? "" : "****");
            assertThat(Redacted.of(text.toString(), rule).text())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void neverSplitsACharacter() {
        assertThat(Redacted.of("€", pattern("[^a]"))).isEqualTo(new Redacted("****", 1));
        assertThat(Redacted.of("aé", pattern("a."))).isEqualTo(new Redacted("****", 1));
    }

    /// As Latin-1 characters, the first bytes of the two are the same letter in different case.
    @Test
    void matchesACharacterOutsideAsciiOnlyInItsCase() {
        assertThat(Redacted.of("㩀É", pattern("(?i)é")).count()).isZero();
    }

    @Test
    void anchorsAreTheEndsOfTheText() {
        assertThat(Redacted.of("ab", pattern("^ab$")).count()).isOne();
    }

    /// Each search reads to the end and fails there, before it takes the short alternative.
    @Test
    void givesUpOnATextThatTakesTooLongAndHidesItsRest() {
        Redacted redacted = Redacted.of("a".repeat(200_000), pattern("a.*z|a"));

        assertThat(redacted.count()).isLessThan(200);
        assertThat(redacted.text()).isEqualTo("****".repeat(redacted.count()));
    }

    @Test
    void doesNotGiveUpOnALongTextOfManyMatches() {
        assertThat(Redacted.of("key=value ".repeat(20_000), pattern("key=\\w+")))
                .isEqualTo(new Redacted("**** ".repeat(20_000), 20_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "(a ~ is not a valid pattern: missing closing ) in (a",
                "(?=a) ~ is not a valid pattern: invalid or unsupported Perl syntax in (?=; lookaround is not supported, because its matching time is not bounded",
                "(?<!a)b ~ is not a valid pattern: invalid named capture; lookaround is not supported, because its matching time is not bounded",
                "(a)\\1 ~ is not a valid pattern: invalid escape sequence in \\1; backreferences are not supported, because their matching time is not bounded",
                "\\pL ~ is not a valid pattern: invalid escape sequence in \\p; Unicode classes are not supported, because the pattern is matched on bytes",
                "[aé] ~ is not a pattern that can be matched on bytes: é is not allowed in a character class; write (a|b) instead of [ab]",
                "[]é] ~ is not a pattern that can be matched on bytes: é is not allowed in a character class; write (a|b) instead of [ab]",
                "[a-\\x{ff}] ~ is not a pattern that can be matched on bytes: ÿ is not allowed in a character class; write (a|b) instead of [ab]",
                "(a{1000}){1000} ~ is not a valid pattern: it is too large once its repetitions are expanded",
            })
    void saysWhatIsWrongWithAPattern(String expression, String rule) {
        assertThatThrownBy(() -> pattern(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
