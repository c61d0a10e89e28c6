package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriParserTest {
    private final CriParser parser = new CriParser();

    @Test
    void splitsTimeStreamAndMessage() {
        assertThat(Parsed.of(parser, "2016-10-06T00:17:09.669794202Z stdout F the  text "))
                .returns(true, Parsed::isAccepted)
                .returns(1_475_713_029_669_794_202L, Parsed::nanos)
                .returns(9, Parsed::precision)
                .returns("the  text ", Parsed::message)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("log.iostream", "stdout")));
    }

    @Test
    void readsPiecesAndTheErrorStream() {
        assertThat(Parsed.of(parser, "2016-10-06T02:17:09.5+02:00 stderr P {\"a\":"))
                .returns(1_475_713_029_500_000_000L, Parsed::nanos)
                .returns("{\"a\":", Parsed::message)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("log.iostream", "stderr")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2016-10-06T00:17:09Z stdout F ", "2016-10-06T00:17:09Z stdout F"})
    void theMessageMayBeEmpty(String text) {
        assertThat(Parsed.of(parser, text)).returns(true, Parsed::isAccepted).returns("", Parsed::message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "2016-10-06T00:17:09Z",
                "2016-10-06T00:17:09Z ",
                "2016-10-06T00:17:09Z stdout",
                "2016-10-06T00:17:09Z stdout ",
                "2016-10-06T00:17:09Z stdlog F x",
                "2016-10-06T00:17:09Z stdout X x",
                "2016-10-06T00:17:09Z stdout Fx",
                "2016-10-06T00:17:09Z  stdout F x",
                "2016-13-06T00:17:09Z stdout F x",
                " 2016-10-06T00:17:09Z stdout F x",
            })
    void otherLinesDoNotParse(String text) {
        assertThat(Parsed.of(parser, text)).isEqualTo(Parsed.raw(false, text));
    }
}
