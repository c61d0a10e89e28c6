package io.sidecars.logshipper.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetsTest {
    @ParameterizedTest
    @CsvSource({
        "utf-8, UTF-8",
        "UTF8, UTF-8",
        "ascii, US-ASCII",
        "latin1, ISO-8859-1",
        "ISO-8859-15, ISO-8859-15",
        "ISO-8859-11, x-iso-8859-11",
        "cp1252, windows-1252",
        "gbk, GBK",
        "gb18030, GB18030",
        "gb2312, GB2312",
        "big5, Big5",
        "sjis, Shift_JIS",
        "MS932, windows-31j",
        "euc-jp, EUC-JP",
        "euc-kr, EUC-KR"
    })
    void aNameOrAliasIsFound(String name, String charset) {
        assertThat(Charsets.parse(name)).isEqualTo(Charset.forName(charset));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "utf-16le", "UTF-16BE", "UTF-32", "utf-32le", "X-UTF-32BE-BOM", "x-UTF-16LE-BOM"})
    void wideCharsetsAreRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Charsets.parse(name))
                .withMessage("cannot be read: its line ends are not single bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-2022-JP", "ISO-2022-KR", "IBM037", "IBM1047", "x-JISAutoDetect", "CESU-8"})
    void charsetsThatCannotBeCutOnBytesAreRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Charsets.parse(name))
                .withMessageStartingWith("is not a supported charset; supported are UTF-8, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "utf 8", "UTF-9"})
    void unknownNamesAreRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Charsets.parse(name))
                .withMessage("is not a known charset");
    }
}
