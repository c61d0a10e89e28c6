package io.sidecars.logshipper.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoStringTest {
    @Test
    void understandsEveryEscapeSequenceThatGoWrites() {
        assertThat(GoString.unquote("\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"")).isEqualTo("\u0007\b\f\n\r\t\u000b\\\"");
        assertThat(GoString.unquote("\"\\x00\\x7f \\u00ad \\U000e0001\""))
                .isEqualTo("\0\u007f \u00ad " + Character.toString(0xe0001));
    }

    @Test
    void keepsWhatGoDoesNotEscape() {
        assertThat(GoString.unquote("\"\"")).isEmpty();
        assertThat(GoString.unquote("\"a=b 'é' €😀\"")).isEqualTo("a=b 'é' €😀");
    }

    @Test
    void replacesBytesThatAreNotUtf8() {
        assertThat(GoString.unquote("\"a\\xffb\"")).isEqualTo("a\ufffdb");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                a | must be in double quotes
                " | must be in double quotes
                "a | must be in double quotes
                "a"b" | has a quote before its end
                "a\\" | ends within an escape sequence
                "\\x1" | ends within an escape sequence
                "\\u12g4" | has an escape sequence that is not hexadecimal
                "\\q" | has an unknown escape sequence
                "\\U00110000" | has an escape sequence beyond Unicode
                "\\Uffffffff" | has an escape sequence beyond Unicode
                """)
    void rejectsWhatGoNeverWrites(String literal, String rule) {
        assertThatThrownBy(() -> GoString.unquote(literal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule);
    }
}
