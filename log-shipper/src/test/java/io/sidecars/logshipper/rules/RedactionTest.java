package io.sidecars.logshipper.rules;

import static io.sidecars.logshipper.rules.Redacted.pattern;
import static io.sidecars.logshipper.rules.Redacted.preset;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private final Redaction presets =
            new Redaction(List.of(preset("email"), preset("card"), preset("bearer"), preset("url-password")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                mail from bob.smith+x@mail.example.com. | mail from ****.
                <jörg@müller.de> | <****>
                lodash@4.17.21 installed | lodash@4.17.21 installed
                bob@localhost | bob@localhost
                paid with 4111 1111 1111 1111, thanks | paid with ****, thanks
                amex 3782-822463-10005 | amex ****
                order 12 4111111111111111 | order 12 ****
                41111111111111112 is longer | 41111111111111112 is longer
                4111111111111112 has a wrong check digit | 4111111111111112 has a wrong check digit
                ratio 0.4111111111111111 | ratio 0.4111111111111111
                at 1732440000120 | at 1732440000120
                Authorization: Bearer eyJh.eyJz.c-_= x | Authorization: Bearer **** x
                headers=[authorization=[Basic dXNlcjpwYXNz]] | headers=[authorization=[Basic ****]]
                a Basic course | a Basic course
                Authorization:\tBearer\tabc | Authorization:\tBearer\t****
                Authorization: Bearer Bearer abc.def | Authorization: Bearer Bearer ****
                Authorization: Basic bearer YWJj= x | Authorization: Basic bearer **** x
                jdbc at postgres://app:s3cr:t@p@db:5432/x | jdbc at postgres://app:****@db:5432/x
                redis://:secret@cache | redis://:****@cache
                http://host:8080/a@b:c@d | http://host:8080/a@b:c@d
                {"u":"http:\\/\\/u:pw@h\\/"} | {"u":"http:\\/\\/u:****@h\\/"}
                {"m":"a\\nbob@x.com\\u00204111111111111111"} | {"m":"a\\n****\\u0020****"}
                {"pan":4111111111111111,"x":-4111111111111111} | {"pan":"****","x":"****"}
                {"m":"pan: 4111111111111111, x"} | {"m":"pan: ****, x"}
                """)
    void replacesSecretsAndNothingElse(String text, String expected) {
        assertThat(Redacted.of(text, presets).text()).isEqualTo(expected);
    }

    @Test
    void doesNotCopyATextWithoutAMatch() {
        byte[] text = "nothing to see".getBytes(UTF_8);

        assertThat(presets.redact(text, 0, text.length)).isZero();
        assertThat(presets.bytes()).isEmpty();
    }

    @Test
    void countsReplacements() {
        assertThat(Redacted.of("a@b.cc, c@d.ee", presets)).isEqualTo(new Redacted("****, ****", 2));
    }

    @Test
    void takesTheReplacementLiterally() {
        assertThat(Redacted.of("k=1", RedactionRule.pattern("k=(.)", "$1\\0é")).text())
                .isEqualTo("$1\\0é");
    }

    @Test
    void leavesNoByteOfOverlappingMatches() {
        RedactionRule first = RedactionRule.pattern("bcd", "<first>");
        RedactionRule second = RedactionRule.pattern("def", "<second>");
        RedactionRule third = RedactionRule.pattern("fg", "<third>");

        assertThat(Redacted.of("abcdefgh", second, first, third)).isEqualTo(new Redacted("a<first>h", 1));
    }

    @Test
    void neverSearchesItsOwnReplacements() {
        assertThat(Redacted.of("ab", RedactionRule.pattern("a", "b"), RedactionRule.pattern("b", "a")))
                .isEqualTo(new Redacted("ba", 2));
    }

    @Test
    void keepsNothingOfThePreviousText() {
        Redacted.of("a@b.cc and a long text", presets);

        assertThat(Redacted.of("4111111111111111", presets)).isEqualTo(new Redacted("****", 1));
        assertThat(Redacted.of("plain", presets)).isEqualTo(new Redacted("plain", 0));
    }

    @Test
    void replacesNothingWithoutRules() {
        assertThat(Redacted.of("a@b.cc").count()).isZero();
    }

    @Test
    void needsLittleMoreMemoryThanItsResult() {
        byte[] text = "a@b.cc ".repeat(100_000).getBytes(UTF_8);

        presets.redact(text, 0, text.length);

        assertThat(presets.bytes().length).isLessThanOrEqualTo(presets.length() * 3 / 2);
    }

    @Test
    void rejectsAnUnknownPreset() {
        assertThatThrownBy(() -> preset("emails")).hasMessage("must be one of email, card, bearer, url-password");
    }

    @Test
    void leavesJsonValid() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ObjectMapper plain = new ObjectMapper();
        ObjectMapper escaping =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        int replaced = 0;
        for (int i = 0; i < 20_000; i++) {
            JsonNode document = document(plain, random, 3);
            String text = (random.nextBoolean() ? plain : escaping).writeValueAsString(document);

            Redacted redacted = Redacted.of(text, presets);

            assertThatCode(() ->
                            assertThat(shape(plain.readTree(redacted.text()))).isEqualTo(shape(document)))
                    .as("seed %d: %s", seed, text)
                    .doesNotThrowAnyException();
            replaced += redacted.count();
        }
        assertThat(replaced).isGreaterThan(10_000);
    }

    private static String shape(JsonNode node) {
        StringBuilder shape = new StringBuilder();
        if (node.isArray()) {
            node.forEach(element -> shape.append(shape(element)).append(','));
        }
        node.properties()
                .forEach(member -> shape.append(member.getKey())
                        .append('{')
                        .append(shape(member.getValue()))
                        .append('}'));
        return shape.toString();
    }

    private static JsonNode document(ObjectMapper json, Random random, int depth) {
        ObjectNode object = json.createObjectNode().put("k", 1);
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "n" + i;
            switch (random.nextInt(depth == 0 ? 4 : 6)) {
                case 0 -> object.put(name, random.nextBoolean() ? 4111111111111111L : -378282246310005L);
                case 1 -> object.put(name, 4.111111111111111E30);
                case 2, 3 -> object.put(name, nastyText(random));
                case 4 -> object.set(name, document(json, random, depth - 1));
                default -> {
                    ArrayNode array = object.putArray(name);
                    array.add(4111111111111111L).add(nastyText(random)).add(5500005555555559L);
                }
            }
        }
        return object;
    }

    private static String nastyText(Random random) {
        String[] pieces = {
            "\n",
            "\t",
            "\b",
            "\\",
            "\"",
            "\u0001",
            "é",
            "€",
            "😀",
            "bob@x.com",
            "4111111111111111",
            " ",
            "@",
            ".com",
            "http://u:p@h",
            "Bearer ",
            "abc",
            "Authorization: Basic ",
            ":",
            ",",
            "{",
            "[",
            "}",
            "n",
            "u0031",
            "1"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    @Test
    void aRuleIsSharedButNotItsState() {
        RedactionRule rule = pattern("b+");
        Redaction one = new Redaction(List.of(rule));
        Redaction other = new Redaction(List.of(rule));

        one.redact("abba".getBytes(UTF_8), 0, 4);
        other.redact("b".getBytes(UTF_8), 0, 1);

        assertThat(new String(one.bytes(), 0, one.length(), UTF_8)).isEqualTo("a****a");
    }
}
