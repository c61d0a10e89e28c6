package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogfmtParserTest {
    private final LogfmtParser parser = new LogfmtParser(ZoneOffset.UTC);

    @Test
    void readsKeysAndValues() {
        Parsed parsed = Parsed.of(parser, "a=1 b=\"two \\\"words\\\"\" c= d e.f=x=y g=\"\"  größe=5\t");

        assertThat(parsed.isAccepted()).isTrue();
        assertThat(parsed.fields())
                .containsExactly(
                        entry("a", "1"),
                        entry("b", "two \\\"words\\\""),
                        entry("c", ""),
                        entry("d", "true"),
                        entry("e.f", "x=y"),
                        entry("g", ""),
                        entry("größe", "5"));
        assertThat(parsed.kinds())
                .containsEntry("a", Kind.TEXT)
                .containsEntry("b", Kind.JSON_STRING)
                .containsEntry("d", Kind.JSON);
    }

    @Test
    void wellKnownKeysAreRecognized() {
        assertThat(Parsed.of(parser, "time=\"2026-11-24T10:00:00Z\" level=info msg=\"it is\" a=1"))
                .returns(1_795_514_400_000_000_000L, Parsed::nanos)
                .returns(9, Parsed::severity)
                .returns("it is", Parsed::message)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("a", "1")));
    }

    @Test
    void aQuotedValueThatIsNoJsonStringIsPlainText() {
        Parsed parsed = Parsed.of(parser, "a=\"\\x1b[0m \\\" it\" b=1");

        assertThat(parsed.fields()).containsExactly(entry("a", "\\x1b[0m \\\" it"), entry("b", "1"));
        assertThat(parsed.kinds()).containsEntry("a", Kind.TEXT);
    }

    @Test
    void theLastOfEqualKeysWins() {
        assertThat(Parsed.of(parser, "a=1 b=2 a=3").fields()).containsExactly(entry("a", "3"), entry("b", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "just words",
                "=1",
                "a=1 =2",
                "a=\"x",
                "a=\"x\"y",
                "a=\"x\\",
                "a=x\"y",
                "\"a\"=1",
                "a\\=1",
                "a=1 \"b\"",
                "a=\u0001",
                "\u0001=1",
                "{\"a\":\"b=1\"}",
            })
    void textThatIsNotLogfmtDoesNotParse(String text) {
        assertThat(Parsed.of(parser, text)).isEqualTo(Parsed.raw(false, text));
    }

    @Test
    void moreThan256KeysDoNotParse() {
        StringBuilder text = new StringBuilder("k=1");
        for (int i = 1; i < 256; i++) {
            text.append(" k").append(i);
        }
        assertThat(Parsed.of(parser, text.toString()).fields()).hasSize(256);
        assertThat(Parsed.of(parser, text + " more").isAccepted()).isFalse();
    }
}
