package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.record.Utf8;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static final String[] PIECES = {
        "a",
        "longer text",
        "é",
        "😀",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0000",
        "\\u007F",
        "\\u0080",
        "\\u07ff",
        "\\u0800",
        "\\uD7FF",
        "\\ue000",
        "\\uffff",
        "\\ud800\\udc00",
        "\\uDBFF\\uDFFF"
    };

    private final ObjectMapper json = new ObjectMapper();
    private final WireBuffer wire = new WireBuffer(1);

    @Test
    void saysWhatJacksonReads() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }

            assertThat(unescaped(text.toString())).isEqualTo(json.readValue("\"" + text + "\"", String.class));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "\\ud83d, \uFFFD",
        "\\ude00, \uFFFD",
        "\\ud83dx, \uFFFDx",
        "\\ud83d\\n, '\uFFFD\n'",
        "\\ud83d\\u0041, \uFFFDA",
        "\\ud83d\\ud83d\\ude00, \uFFFD😀",
        "\\ude00\\ud83d, \uFFFD\uFFFD",
        "\\\\ud83d, \\ud83d"
    })
    void halfASurrogateIsReplaced(String text, String said) {
        assertThat(unescaped(text)).isEqualTo(said);
        assertThat(Utf8.firstMalformed(wire.array(), 0, wire.length())).isEqualTo(wire.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\n", "a long text that ends so\\n", "\\u0041 at first"})
    void whatIsEscapedIsFound(String text) {
        assertThat(JsonText.isEscaped(text.getBytes(UTF_8), 0, text.length())).isTrue();
    }

    @Test
    void whatIsOutsideDoesNotCount() {
        byte[] bytes = "\\nab\\n".getBytes(UTF_8);

        assertThat(JsonText.isEscaped(bytes, 2, 4)).isFalse();
    }

    /// Puts the text between halves of surrogate pairs, which must not matter.
    private String unescaped(String text) {
        byte[] bytes = ("\\ud83d" + text + "\\ude00").getBytes(UTF_8);
        wire.reset();
        JsonText.unescape(bytes, 6, bytes.length - 6, wire);
        return new String(wire.copy(), UTF_8);
    }
}
