package io.sidecars.configwatcher.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Zürich 東京 🚢 \t \\u001b"})
    void textStaysAsItIs(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(Printable.of("a\u001b[31mb\u009b1m\r\n\u007f"))
                .isEqualTo("a\\u001b[31mb\\u009b1m\\u000d\\u000a\\u007f");
    }

    @Test
    void charactersThatDirectOrHideTextAreEscaped() {
        assertThat(Printable.of("\u202egnp\u2066\u200b\ufeff\u2028\udb40\udc41"))
                .isEqualTo("\\u202egnp\\u2066\\u200b\\ufeff\\u2028\\udb40\\udc41");
    }

    @Test
    void halfOfACharacterIsEscaped() {
        assertThat(Printable.of("\ud83d!")).isEqualTo("\\ud83d!");
    }
}
