package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireBufferTest {
    private final ObjectMapper json = new ObjectMapper();
    private final WireBuffer buffer = new WireBuffer(16);

    @Test
    void writesJsonStringsThatJacksonReadsBack() throws IOException {
        Random random = new Random(7);
        int[] interesting = {'"', '\\', '\n', '\r', '\t', 0, 0x1F, 0x7F, 'é', '中', 0x1F600, 0x10FFFF, 0x800, 0xFFFD};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : interesting[random.nextInt(14)]);
            }

            assertThat(readBack(text.toString().getBytes(UTF_8))).isEqualTo(text.toString());
        }
    }

    @Test
    void replacesWhatIsNotUtf8AsJavaDoesAndNeverFails() throws IOException {
        Random random = new Random(8);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(30)];
            random.nextBytes(bytes);

            String text = readBack(bytes);

            assertThat(text.replace("\uFFFD", "")).isEqualTo(new String(bytes, UTF_8).replace("\uFFFD", ""));
        }
    }

    @Test
    void refusesOverlongFormsSurrogatesAndWhatIsBeyondUnicode() throws IOException {
        for (byte[] wrong : new byte[][] {
            {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xF4, (byte) 0x90, 0, 0}
        }) {
            assertThat(readBack(wrong)).startsWith("\uFFFD\uFFFD");
        }
    }

    @Test
    void writesSixteenHexadecimalDigits() {
        buffer.putHex(0x0123456789ABCDEFL).putHex(-1);

        assertThat(new String(buffer.array(), 0, buffer.length(), UTF_8)).isEqualTo("0123456789abcdefffffffffffffffff");
    }

    private String readBack(byte[] bytes) throws IOException {
        buffer.reset();
        buffer.putJson(bytes, 0, bytes.length);
        return json.readValue(buffer.array(), 0, buffer.length(), String.class);
    }
}
