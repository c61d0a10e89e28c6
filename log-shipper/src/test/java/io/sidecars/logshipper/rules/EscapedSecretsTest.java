package io.sidecars.logshipper.rules;

import static io.sidecars.logshipper.rules.Redacted.pattern;
import static io.sidecars.logshipper.rules.Redacted.preset;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Secrets in texts with escape sequences: JSON as .NET, PHP, Gson and Go write it, JSON in JSON, and other text.
class EscapedSecretsTest {
    private static final List<String> SECRETS =
            List.of("s3cr+t&<pw>", "bob+x@example.com", "4111 1111 1111 1111", "eyJh+bc/d.e==", "jörg@müller.de");
    private static final String[] PIECES = {
        "bob@x.com",
        "4111111111111111",
        "5500-0055-5555-5559",
        "http://u:p+/w@h",
        "http://u:p&w@h/",
        "Bearer ",
        "bearer\t",
        "Authorization: Basic ",
        "a+b/c=",
        "\n",
        "\b",
        "\u0001",
        "\"",
        " ",
        "@",
        ".com",
        ":",
        "1",
        "n",
        "é",
        "€",
        "😀",
        "<&'>/"
    };

    private final ObjectMapper json = new ObjectMapper();
    private final Redaction presets =
            new Redaction(List.of(preset("email"), preset("card"), preset("bearer"), preset("url-password")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"a":"Bearer abc\\u002Bdef\\/g\\u003D x"} | {"a":"Bearer **** x"}
                {"a":"Bearer\\tabc"} | {"a":"Bearer\\t****"}
                {"a":"\\u0042earer\\u0020abc"} | {"a":"\\u0042earer\\u0020****"}
                {"Authorization":"Basic dXNl\\u002Bcg=="} | {"Authorization":"Basic ****"}
                {"u":"http:\\/\\/u:p\\u0026w\\u002B@h\\/"} | {"u":"http:\\/\\/u:****@h\\/"}
                {"u":"http://u:p\\\\w@h"} | {"u":"http://u:****@h"}
                {"m":"a\\nbob\\u002Bx\\u0040example.com\\n"} | {"m":"a\\n****\\n"}
                {"m":"a\\tbob@x.com","n":"j\\u00f6rg@x.com"} | {"m":"a\\t****","n":"****"}
                {"m":"\\u0034111\\u00201111 1111\\u002D1111"} | {"m":"****"}
                {"bob\\u0040x.com":[1]} | {"****":[1]}
                {"m":"\\n","pan":-4111111111111111} | {"m":"\\n","pan":"****"}
                [ "\\u0062ob@x.com" ] | [ "****" ]
                {"o":"{\\"token\\":\\"Bearer abc\\\\u002Bdef\\"}"} | {"o":"{\\"token\\":\\"Bearer ****\\"}"}
                {"o":"[\\"{\\\\\\"u\\\\\\":\\\\\\"bob\\\\\\\\u0040x.com\\\\\\"}\\"]"} | {"o":"[\\"{\\\\\\"u\\\\\\":\\\\\\"****\\\\\\"}\\"]"}
                INFO sent {"a":"x\\nbob@x.com"} | INFO sent {"a":"x\\n****"}
                msg="Bearer abc\\u002Bdef" x=1 | msg="Bearer ****" x=1
                "GET /?m=bob\\x40x.com" 200 | "GET /?m=****" 200
                C:\\bob@x.com | C:****
                a\\wbob@x.com | a\\****
                ends with \\ | ends with \\
                """)
    void rulesSeeWhatTheReceiverWillSee(String text, String expected) {
        assertThat(Redacted.of(text, presets).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                k=[^ ]+ | {"m":"k\\u003dv\\u002b w"} | {"m":"**** w"}
                p"x | {"m":"p\\"x\\u0022"} | {"m":"****\\u0022"}
                \\\\u00.. | {"m":"a\\u002bb"} | {"m":"a****b"}
                "pw":"[^"]*" | {"id":1,"pw":"a\\u002bb","n":2} | {"id":1,"****":"****","n":2}
                "pw":"[^"]*" | {"id":1,"pw":"abc","n":2} | {"id":1,"****":"****","n":2}
                [0-9]{4} | {"pin":12345,"t":"1234\\n"} | {"pin":"****","t":"****\\n"}
                [{]} | {"a":"\\n"} | {"a":"\\n"}
                .*       | {"a":["b",1,true,null,"\\n"],"":""} | {"****":["****","****","****","****","****"],"":""}
                """)
    void aPatternLeavesJsonValid(String pattern, String text, String expected) {
        assertThat(Redacted.of(text, pattern(pattern)).text()).isEqualTo(expected);
    }

    @Test
    void aReplacementIsEscapedInJson() {
        RedactionRule rule = RedactionRule.pattern("a+", "\"\\\n");

        assertThat(Redacted.of("{\"m\":\"aa\"} ", rule).text()).isEqualTo("{\"m\":\"\\\"\\\\\\n\"} ");
        assertThat(Redacted.of("m: aa", rule).text()).isEqualTo("m: \"\\\n");
    }

    @Test
    void whatAReceiverDecodesIsRedactedAsIfItHadBeenDecodedBefore() throws JsonProcessingException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int replaced = 0;
        for (int i = 0; i < 20_000; i++) {
            JsonNode document = document(random, 3);
            String text = written(document, random);
            assertThat(json.readTree(text)).as("seed %d: %s", seed, text).isEqualTo(document);

            Redacted redacted = Redacted.of(text, presets);

            assertThat(json.readTree(redacted.text()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(naive(document));
            replaced += redacted.count();
        }
        assertThat(replaced).isGreaterThan(10_000);
    }

    @Test
    void noSecretIsLeftInJsonInJson() throws JsonProcessingException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String secret = SECRETS.get(random.nextInt(SECRETS.size()));
            String before = secret.startsWith("s3") ? "amqp://app:" : secret.startsWith("ey") ? "Bearer\t" : " ";
            String after = secret.startsWith("s3") ? "@host" : " ";
            JsonNode document = TextNode.valueOf(before + secret + after);
            int levels = 1 + random.nextInt(DecodedTexts.MAX);
            for (int level = 0; level < levels; level++) {
                ObjectNode object = json.createObjectNode();
                document = TextNode.valueOf(written(object.set("k", document), random));
            }
            String text = document.textValue();

            JsonNode redacted = json.readTree(Redacted.of(text, presets).text());
            for (int level = 1; level < levels; level++) {
                redacted = json.readTree(redacted.get("k").textValue());
            }

            // An escaped blank beside the secret may be taken for a part of it.
            assertThat(before + "****" + after)
                    .as("seed %d: %s", seed, text)
                    .contains(redacted.get("k").textValue());
        }
    }

    @Test
    void aTextWithoutAMatchIsNotCopied() {
        byte[] text = "{\"m\":\"a\\u002bb\\n\",\"p\":\"C:\\\\d\"}".getBytes(UTF_8);

        assertThat(presets.redact(text, 0, text.length)).isZero();
        assertThat(presets.bytes()).isEmpty();
    }

    @Test
    void nothingButEscapesTakesLinearTime() {
        for (String piece : List.of("\\", "\\\\", "\\u005c", "\\\"", "\\u005cu005c", "bob@x.com\\n")) {
            String text = piece.repeat((1 << 20) / piece.length());

            assertThat(Redacted.of(text, presets).text()).doesNotContain("bob");
        }
    }

    /// What replacing the decoded strings gives.
    private JsonNode naive(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                ObjectNode object = json.createObjectNode();
                node.properties().forEach(member -> object.set(redacted(member.getKey()), naive(member.getValue())));
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = json.createArrayNode();
                node.forEach(element -> array.add(naive(element)));
                yield array;
            }
            case STRING -> TextNode.valueOf(redacted(node.textValue()));
            case NUMBER -> Redacted.of(node.asText(), presets).count() == 0 ? node : TextNode.valueOf("****");
            default -> node;
        };
    }

    private String redacted(String text) {
        return Redacted.of(text, presets).text();
    }

    private JsonNode document(Random random, int depth) {
        ObjectNode object = json.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = random.nextInt(3) == 0 ? text(random) : "n" + i;
            switch (random.nextInt(depth == 0 ? 4 : 6)) {
                case 0 -> object.put(name, random.nextBoolean() ? 4111111111111111L : -378282246310005L);
                case 1 -> object.put(name, random.nextBoolean());
                case 2, 3 -> object.put(name, text(random));
                case 4 -> object.set(name, document(random, depth - 1));
                default ->
                    object.putArray(name)
                            .add(text(random))
                            .add(5500005555555559L)
                            .add(text(random));
            }
        }
        return object;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /// The document with blanks, and any character escaped in any way that JSON permits.
    private String written(JsonNode node, Random random) {
        StringBuilder text = new StringBuilder();
        write(node, text, random);
        return text.toString();
    }

    private void write(JsonNode node, StringBuilder to, Random random) {
        String separator = "";
        switch (node.getNodeType()) {
            case OBJECT -> {
                to.append('{');
                for (var member : node.properties()) {
                    to.append(separator);
                    write(member.getKey(), to, random);
                    to.append(random.nextInt(4) == 0 ? " : " : ":");
                    write(member.getValue(), to, random);
                    separator = random.nextInt(4) == 0 ? " , " : ",";
                }
                to.append('}');
            }
            case ARRAY -> {
                to.append('[');
                for (JsonNode element : node) {
                    to.append(separator);
                    write(element, to, random);
                    separator = random.nextInt(4) == 0 ? ",\n" : ",";
                }
                to.append(']');
            }
            case STRING -> write(node.textValue(), to, random);
            default -> to.append(node.asText());
        }
    }

    private static void write(String text, StringBuilder to, Random random) {
        int most = 1 + random.nextInt(10);
        to.append('"');
        text.codePoints().forEach(c -> {
            int letter = "\"\\/\b\f\n\r\t".indexOf(c);
            boolean must = c == '"' || c == '\\' || c < ' ';
            if (letter >= 0 && (must ? random.nextInt(4) > 0 : random.nextInt(most) == 0)) {
                to.append('\\').append("\"\\/bfnrt".charAt(letter));
            } else if (must || random.nextInt(most) == 0) {
                for (char unit : Character.toChars(c)) {
                    to.append((random.nextBoolean() ? "\\u%04x" : "\\u%04X").formatted((int) unit));
                }
            } else {
                to.appendCodePoint(c);
            }
        });
        to.append('"');
    }
}
