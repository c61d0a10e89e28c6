package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    private final SecretMask mask = new SecretMask(List.of("hush \"1\"/+", "hush \"1\"/+ \t and more", "abc", ""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no hush \"1\"/+!",
                "no hush \"1\"/+ and more!",
                "no hush \\\"1\\\"/+!",
                "no hush%20%221%22%2F%2B!"
            })
    void hidesASecretInEachOfItsForms(String said) {
        assertThat(mask.apply(said)).isEqualTo("no ****!");
    }

    @Test
    void hidesASecretOutsideAsciiAlsoWhenJsonEscapesIt() {
        SecretMask umlauts = new SecretMask(List.of("größe🔑"));

        assertThat(umlauts.apply("größe🔑, gr\\u00f6\\u00dfe\\ud83d\\udd11, gr\\u00F6\\u00DFe\\uD83D\\uDD11"))
                .isEqualTo("****, ****, ****");
        assertThat(umlauts.apply("gr%C3%B6%C3%9Fe%F0%9F%94%91")).isEqualTo("****");
    }

    @Test
    void whatIsShortIsNoSecret() {
        assertThat(mask.apply("abc")).isEqualTo("abc");
    }

    @Test
    void leavesTheBeginningOfAReason() {
        assertThat(mask.apply("x".repeat(1000))).isEqualTo("x".repeat(200));
    }

    /// The reason was cut inside a secret.
    @Test
    void hidesTheBeginningOfASecretAtTheEnd() {
        assertThat(mask.apply("no hush \"1")).isEqualTo("no ****");
    }
}
