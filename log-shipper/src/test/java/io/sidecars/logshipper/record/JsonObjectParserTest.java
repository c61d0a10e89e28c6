package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectParserTest {
    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonObjectParser parser = new JsonObjectParser(ZoneOffset.UTC);

    @Test
    void membersBecomeFieldsAsTheyAreWritten() {
        Parsed parsed = Parsed.of(
                parser, " {\"s\":\"a\\n\\u00e9\", \"n\" : -1.50e+3,\"b\":true,\"z\":null,\"a\":[1, 2],\"o\":{} }\r");

        assertThat(parsed.isAccepted()).isTrue();
        assertThat(parsed.fields())
                .containsExactly(
                        entry("s", "a\\n\\u00e9"),
                        entry("n", "-1.50e+3"),
                        entry("b", "true"),
                        entry("z", "null"),
                        entry("a", "[1, 2]"),
                        entry("o", "{}"));
        assertThat(parsed.kinds()).containsEntry("s", Kind.JSON_STRING).containsEntry("o", Kind.JSON);
    }

    @Test
    void wellKnownMembersAreNotListed() {
        String text =
                "{\"ts\":\"2026-11-24T10:00:00.123Z\",\"a\":1,\"level\":\"warn\",\"b\":2,\"msg\":\"it\\tis\",\"c\":3}";

        assertThat(Parsed.of(parser, text))
                .satisfies(parsed ->
                        assertThat(parsed.fields()).containsExactly(entry("a", "1"), entry("b", "2"), entry("c", "3")))
                .returns("it\\tis", Parsed::message)
                .returns(Kind.JSON_STRING, Parsed::messageKind)
                .returns(1_795_514_400_123_000_000L, Parsed::nanos)
                .returns(3, Parsed::precision)
                .returns("2026-11-24T10:00:00.123Z", Parsed::time)
                .returns(13, Parsed::severity)
                .returns("warn", Parsed::severityText);
    }

    @Test
    void theWholeTextIsTheMessageIfNoMemberIs() {
        assertThat(Parsed.of(parser, "{\"a\":1}"))
                .returns("{\"a\":1}", Parsed::message)
                .returns(Kind.TEXT, Parsed::messageKind);
    }

    @Test
    void theLastOfMembersWithTheSameNameWins() {
        assertThat(Parsed.of(
                        parser, "{\"a\":1,\"b\":2,\"a\":\"x\",\"\\u0061\":3,\"level\":\"info\",\"level\":\"error\"}"))
                .returns(17, Parsed::severity)
                .satisfies(parsed -> assertThat(parsed.fields()).containsExactly(entry("a", "3"), entry("b", "2")));
    }

    @Test
    void equalNamesBecomeEqualBytes() {
        Parsed parsed =
                Parsed.of(parser, "{\"\\u0022\\/\\\\\":1,\"\\u00e9\\u20AC\\ud83d\\ude00\":2,\"\\n\\u000A\":3,\"\":4}");

        assertThat(parsed.fields())
                .containsExactly(
                        entry("\\\"/\\\\", "1"), entry("é€😀", "2"), entry("\\u000a\\u000a", "3"), entry("", "4"));
    }

    @Test
    void namesThatWereReadStayWhenTheBufferGrows() {
        String longName = "\\n".repeat(3000);

        Parsed parsed = Parsed.of(parser, "{\"\\u0061\":1,\"" + longName + "\":2,\"\\u0062\":3}");

        assertThat(parsed.fields()).containsOnlyKeys("a", "\\u000a".repeat(3000), "b");
    }

    @Test
    void aLongerNameThanThoseBeforeFits() {
        for (int length = 1; length < 100; length++) {
            Parsed parsed = Parsed.of(parser, "{\"" + "\\n".repeat(length) + "\":1}");

            assertThat(parsed.fields()).containsOnlyKeys("\\u000a".repeat(length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "1",
                "null",
                "\"a\"",
                "{}{}",
                "{} x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":-}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":0x1}",
                "{\"a\":tru}",
                "{\"a\":truex}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\\"}",
                "{\"a\":\"",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[}",
                "{\"a\":{\"b\"}}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"b\"",
                "{\"\t\":1}",
                "{\u00a0}",
                "\u000b{}",
                "{\"\\ud83d\":1}",
                "{\"\\ude00\":1}",
                "{\"\\ud83d\\ud83d\\ude00\":1}",
                "{\"a\":[{\"\\ude00x\":1}]}",
                "{\"\\ud83d\\n\":1}",
                "{\"a\":1//x\n}",
            })
    void textThatIsNotOneObjectDoesNotParse(String text) {
        assertThat(Parsed.of(parser, text)).isEqualTo(Parsed.raw(false, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1e400}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":-0}",
                "{\"a\":0.0E-0}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\u007f\u2028\"}",
                "{\"a\":[]}",
                "\n{\n}\n",
            })
    void oneObjectParses(String text) {
        assertThat(Parsed.of(parser, text).isAccepted()).isTrue();
    }

    @Test
    void sixtyFourLevelsParseAndNoMore() {
        assertThat(Parsed.of(parser, nested(63)).isAccepted()).isTrue();
        assertThat(Parsed.of(parser, nested(64)).isAccepted()).isFalse();
        assertThat(Parsed.of(parser, nested(10_000)).isAccepted()).isFalse();
        assertThat(Parsed.of(parser, "{\"a\":".repeat(64) + "1" + "}".repeat(64))
                        .isAccepted())
                .isTrue();
        assertThat(Parsed.of(parser, "{\"a\":".repeat(65) + "1" + "}".repeat(65))
                        .isAccepted())
                .isFalse();
    }

    @Test
    void moreThan256MembersDoNotParse() {
        assertThat(Parsed.of(parser, members(256)).fields()).hasSize(256);
        assertThat(Parsed.of(parser, members(257))).isEqualTo(Parsed.raw(false, members(257)));
    }

    @Test
    void nothingOfThePreviousRecordRemains() {
        Fields fields = new Fields();
        Parsed.of(parser, "{\"level\":\"info\",\"msg\":\"x\",\"time\":1795514400,\"a\":1}", fields);

        assertThat(Parsed.of(parser, "{\"b\":2", fields)).isEqualTo(Parsed.raw(false, "{\"b\":2"));
        assertThat(fields.find("a".getBytes(UTF_8))).isNull();
        assertThat(Parsed.of(parser, "{}", fields)).isEqualTo(Parsed.raw(true, "{}"));
    }

    @Test
    void acceptsWhatJacksonAcceptsAndFindsTheSameMembers() throws JsonProcessingException {
        long seed = System.nanoTime();
        JsonDocuments documents = new JsonDocuments(new Random(seed));
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < 15_000; round++) {
            String text = round % 3 == 0 ? documents.valid() : documents.mutated();
            JsonNode expected = jackson(text);
            Parsed parsed = Parsed.of(parser, text);

            assertThat(parsed.isAccepted())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected != null && expected.isObject());
            if (parsed.isAccepted() && expected != null) {
                accepted++;
                assertSameMembers(parsed, expected, seed, text);
            } else {
                refused++;
            }
        }
        assertThat(accepted).isGreaterThan(5_000);
        assertThat(refused).isGreaterThan(2_500);
    }

    private static void assertSameMembers(Parsed parsed, JsonNode expected, long seed, String text)
            throws JsonProcessingException {
        assertThat(parsed.fields()).as("seed %d: %s", seed, text).hasSize(expected.size());
        for (var field : parsed.fields().entrySet()) {
            String name = JACKSON.readValue('"' + field.getKey() + '"', String.class);
            boolean isString = parsed.kinds().get(field.getKey()) == Kind.JSON_STRING;
            JsonNode value = JACKSON.readTree(isString ? '"' + field.getValue() + '"' : field.getValue());
            assertThat(value).as("seed %d: %s in %s", seed, name, text).isEqualTo(expected.get(name));
        }
    }

    private static @Nullable JsonNode jackson(String text) {
        try {
            return JACKSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    private static String members(int count) {
        StringBuilder text = new StringBuilder("{\"m0\":0");
        for (int i = 1; i < count; i++) {
            text.append(",\"m").append(i).append("\":").append(i);
        }
        return text.append('}').toString();
    }
}
