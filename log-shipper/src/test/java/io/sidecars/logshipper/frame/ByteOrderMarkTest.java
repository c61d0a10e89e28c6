package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteOrderMarkTest {
    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFtext", "\uFEFF"})
    void theMarkIsThreeBytesLong(String text) {
        assertThat(length(text)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "text", "\0\0\0\0", "\0\0", "\uFEBB\uFEBC", "x\uFEFF", "é"})
    void otherTextHasNoMark(String text) {
        assertThat(length(text)).isZero();
    }

    @Test
    void nothingOutsideTheRangeIsRead() {
        byte[] bytes = "ab\uFEFF".getBytes(UTF_8);

        assertThat(ByteOrderMark.length(bytes, 2, 5)).isEqualTo(3);
        assertThat(ByteOrderMark.length(bytes, 2, 4)).isZero();
        assertThat(ByteOrderMark.length(bytes, 3, 5)).isZero();
    }

    private static int length(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteOrderMark.length(bytes, 0, bytes.length);
    }
}
