package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteOrderMarkTest {
    @Test
    void theMarkOfUtf8IsSkipped() {
        assertThat(of("\uFEFFtext".getBytes(UTF_8))).isEqualTo(ByteOrderMark.UTF_8);
        assertThat(of("\uFEFF".getBytes(UTF_8))).isEqualTo(ByteOrderMark.UTF_8);
        assertThat(ByteOrderMark.UTF_8.length()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void theMarksOfWideCharsetsAreKnown(String charset) {
        assertThat(of("\uFEFFt".getBytes(Charset.forName(charset)))).isEqualTo(ByteOrderMark.WIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "text", "\0\0\0\0", "\0\0", "\uFEBB\uFEBC", "x\uFEFF", "é"})
    void textHasNone(String text) {
        assertThat(of(text.getBytes(UTF_8))).isEqualTo(ByteOrderMark.NONE);
        assertThat(ByteOrderMark.NONE.length()).isZero();
    }

    @Test
    void nothingOutsideTheRangeIsLookedAt() {
        byte[] bytes = "ab\uFEFF".getBytes(UTF_8);

        assertThat(ByteOrderMark.of(bytes, 2, 5)).isEqualTo(ByteOrderMark.UTF_8);
        assertThat(ByteOrderMark.of(bytes, 2, 4)).isEqualTo(ByteOrderMark.NONE);
        assertThat(ByteOrderMark.of(bytes, 3, 5)).isEqualTo(ByteOrderMark.NONE);
    }

    private static ByteOrderMark of(byte[] bytes) {
        return ByteOrderMark.of(bytes, 0, bytes.length);
    }
}
