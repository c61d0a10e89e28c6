package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoParserTest {
    private final AutoParser parser = new AutoParser(ZoneOffset.UTC);

    @Test
    void aBraceBeginsJson() {
        assertThat(Parsed.of(parser, " {\"level\":\"info\",\"a\":1}"))
                .returns(9, Parsed::severity)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("a", "1")));
    }

    @Test
    void pairsAreLogfmt() {
        assertThat(Parsed.of(parser, "level=info a=1 flag"))
                .returns(9, Parsed::severity)
                .satisfies(parsed -> assertThat(parsed.fields()).containsOnlyKeys("a", "flag"));
    }

    @Test
    void otherLinesAreText() {
        assertThat(Parsed.of(parser, "2026-11-24 10:00:00 INFO x a=1"))
                .returns(9, Parsed::severity)
                .returns(1_795_514_400_000_000_000L, Parsed::nanos)
                .returns("2026-11-24 10:00:00 INFO x a=1", Parsed::message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"level\":\"info\",",
                "{level=info}",
                "a=1 and more",
                "started a=1 b=2",
                "a=\"x",
                "plain"
            })
    void whatOnlyLooksLikeAFormatIsText(String text) {
        assertThat(Parsed.of(parser, text)).isEqualTo(Parsed.raw(true, text));
    }
}
