package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// A plain reference: one byte after the other.
    @Test
    void escapesTheSameWhereverAWordBegins() {
        Random random = new Random(8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(128) : 'a' + random.nextInt(26));
            }
            int from = random.nextInt(bytes.length + 1);
            buffer.reset();
            buffer.put("before".getBytes(UTF_8)).putJson(bytes, from, bytes.length);

            assertThat(written()).isEqualTo("before\"" + escaped(bytes, from) + "\"");
        }
    }

    private static String escaped(byte[] bytes, int from) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < bytes.length; i++) {
            char c = (char) bytes[i];
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default -> text.append(c < ' ' ? String.format("\\u%04x", (int) c) : c);
            }
        }
        return text.toString();
    }

    @Test
    void writesNumbers() {
        for (long number : new long[] {0, 7, 10, 99, 1234567890123L, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            buffer.reset();
            buffer.putDecimal(number);

            assertThat(written()).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void writesTheNumbersThatTheJdkWrites() {
        Random random = new Random(9);
        for (int round = 0; round < 200_000; round++) {
            long number = random.nextLong() >>> (1 + random.nextInt(63));
            buffer.reset();
            buffer.putDecimal(number);

            assertThat(written()).isEqualTo(Long.toString(number));
        }
        for (int number = Integer.MAX_VALUE - 1000; number > 0; number++) {
            buffer.reset();
            buffer.putDecimal(number);

            assertThat(written()).isEqualTo(Integer.toString(number));
        }
    }

    @Test
    void forgetsTheMemoryOfAnUnusuallyLargeRecord() {
        buffer.put(new byte[1 << 20]);
        buffer.reset();

        assertThat(buffer.array()).hasSize(16);
    }

    @Test
    void writesSixteenHexadecimalDigits() {
        buffer.putHex(0x0123456789ABCDEFL).putHex(-1);

        assertThat(written()).isEqualTo("0123456789abcdefffffffffffffffff");
    }

    /// At the numbers that need one more byte, and next to them.
    @Test
    void writesNumbersThatProtobufReadsBack() throws InvalidProtocolBufferException {
        for (int bits = 0; bits < 64; bits++) {
            for (long number : new long[] {(1L << bits) - 1, 1L << bits, -(1L << bits)}) {
                buffer.reset();
                buffer.putByte(1 << 3).putVarint(number);
                int length = buffer.length();
                buffer.putByte((2 << 3) | 1).putFixed64(number);
                UnknownFieldSet message = UnknownFieldSet.parseFrom(buffer.copy());

                assertThat(message.getField(1).getVarintList()).containsExactly(number);
                assertThat(length).isEqualTo(CodedOutputStream.computeUInt64Size(1, number));
                assertThat(message.getField(2).getFixed64List()).containsExactly(number);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void aLengthIsFilledInAfterwards(int length) throws InvalidProtocolBufferException {
        byte[] content = new byte[length];
        new Random(9).nextBytes(content);
        buffer.putByte(1 << 3).putVarint(300);
        int outer = buffer.putByte((2 << 3) | 2).open();
        int inner = buffer.putByte((3 << 3) | 2).open();
        buffer.put(content);
        buffer.close(inner);
        buffer.close(outer);
        buffer.putByte(4 << 3).putVarint(1);
        UnknownFieldSet message = UnknownFieldSet.parseFrom(buffer.copy());

        assertThat(message.toByteArray()).as("no length is longer than needed").isEqualTo(buffer.copy());
        assertThat(message.getField(1).getVarintList()).containsExactly(300L);
        UnknownFieldSet nested = UnknownFieldSet.parseFrom(
                message.getField(2).getLengthDelimitedList().getFirst());
        assertThat(nested.getField(3).getLengthDelimitedList().getFirst().toByteArray())
                .isEqualTo(content);
        assertThat(message.getField(4).getVarintList()).containsExactly(1L);
    }

    private String written() {
        return new String(buffer.array(), 0, buffer.length(), UTF_8);
    }

    private String readBack(byte[] bytes) throws IOException {
        buffer.reset();
        buffer.putJson(bytes, 0, bytes.length);
        return json.readValue(buffer.array(), 0, buffer.length(), String.class);
    }
}
