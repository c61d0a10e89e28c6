package io.sidecars.logshipper.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytePatternTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    ^Größe        ; Größe 7
                    é+$           ; éé
                    ^(?:aé{2}b)$  ; aééb
                    \\Qé.中\\E    ; é.中
                    \\Qa\\E.      ; ab
                    ^\\Qé\\E+$    ; ééé
                    ^中|^文       ; 文x
                    😀$           ; a😀
                    ^[]a]é        ; ]é
                    ^[^]a]é       ; bé
                    [[:digit:]x]é ; 7é
                    [\\]x]é       ; ]é
                    \\[é\\]       ; [é]
                    \\é+$         ; éé
                    ^\\]é         ; ]é
                    (?i)error     ; an ERROR
                    """)
    void aCharacterOutsideAsciiMatchesItsBytes(String pattern, String text) {
        assertThat(find(pattern, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    é+$           ; eé.
                    ^é+x          ; Ã©x
                    ^\\Qé.\\E     ; éx
                    ^\\Qé\\E+x$   ; éà
                    ^x            ; yx
                    """)
    void whatDoesNotMatchIsNotFound(String pattern, String text) {
        assertThat(find(pattern, text)).isFalse();
    }

    @Test
    void onlyTheGivenRangeIsSearchedAndItsEndsAreTheAnchors() {
        byte[] bytes = "abba".getBytes(UTF_8);

        assertThat(find("^b+$", bytes, 1, 3)).isTrue();
        assertThat(find("^b+$", bytes, 0, 3)).isFalse();
        assertThat(find("^b+$", bytes, 1, 4)).isFalse();
        assertThat(find("^b+$", bytes, 1, 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "a)", "*", "(?=x)", "a\\", "x{2000}", "[é]", "[^é]", "[]é]", "[^]é]", "[[:alpha:]é]"})
    void aBadPatternIsRejectedWithTheReason(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BytePattern.compile(pattern))
                .withMessageMatching("is not a (valid pattern|pattern that can be matched on bytes): .+");
    }

    private static boolean find(String pattern, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return find(pattern, bytes, 0, bytes.length);
    }

    private static boolean find(String pattern, byte[] bytes, int from, int to) {
        BytesAsChars chars = new BytesAsChars();
        chars.show(bytes, from, to);
        return BytePattern.compile(pattern).matcher(chars).find();
    }
}
