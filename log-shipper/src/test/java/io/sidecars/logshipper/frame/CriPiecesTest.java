package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriPiecesTest {
    private static final String TIME = "2016-10-06T00:17:09.669794202Z ";
    private static final String WHOLE = TIME + "stdout F whole";

    private final CriText text = new CriText();

    @Test
    void piecesAreJoinedUpToTheLastOne() {
        assertFramed(
                WHOLE,
                TIME + "stdout P one \n" + TIME + "stdout P two \n" + TIME + "stdout F three",
                WHOLE,
                TIME + "stderr P:x one \n" + TIME + "stderr F:x two",
                WHOLE);
    }

    @Test
    void aLineOfTheOtherStreamEndsTheRecord() {
        assertFramed(TIME + "stdout P begun", TIME + "stderr F between", TIME + "stdout F ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no prefix",
                TIME,
                TIME + "stdout",
                TIME + "stdout ",
                TIME + "stdin F x",
                TIME + "stdout X x",
                TIME + "stdout Fx x",
                "yesterday stdout F x"
            })
    void aLineWithoutThePrefixIsARecordOfItsOwn(String line) {
        assertFramed(TIME + "stdout P begun", line, TIME + "stdout F ended");
    }

    @Test
    void aTagOutsideTheLineIsNotRead() {
        byte[] bytes = (TIME + "stdout P x").getBytes(UTF_8);
        CriPieces pieces = new CriPieces();

        pieces.begin(bytes, 0, bytes.length - 3);

        assertThat(pieces.continues(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void theTextsOfThePiecesAreJoinedAfterTheFirstPrefix() {
        assertThat(joined(TIME + "stdout P one \n" + TIME + "stdout P:x two\r\n" + TIME + "stdout F  three"))
                .isEqualTo(TIME + "stdout P one two\r three");
    }

    @Test
    void aPieceMayBeEmpty() {
        assertThat(joined(TIME + "stderr P a\n" + TIME + "stderr P \n" + TIME + "stderr F"))
                .isEqualTo(TIME + "stderr P a");
    }

    @Test
    void aLineWithoutThePrefixKeepsItsBytes() {
        assertThat(joined(TIME + "stderr P a\nb c")).isEqualTo(TIME + "stderr P ab c");
    }

    @Test
    void aRecordOfOneLineIsNotCopied() {
        byte[] bytes = WHOLE.getBytes(UTF_8);

        text.join(bytes, 3, bytes.length - 2);

        assertThat(text.bytes()).isSameAs(bytes);
        assertThat(text.start()).isEqualTo(3);
        assertThat(text.end()).isEqualTo(bytes.length - 2);
    }

    @Test
    void aShortRecordAfterALongOneContainsNothingOfIt() {
        joined(TIME + "stdout P a long beginning\n" + TIME + "stdout F and a long end");

        assertThat(joined(TIME + "stdout P a\n" + TIME + "stdout F b")).isEqualTo(TIME + "stdout P ab");
    }

    private String joined(String record) {
        byte[] bytes = ("before\n" + record + "\nafter").getBytes(UTF_8);
        text.join(bytes, 7, bytes.length - 6);
        return new String(text.bytes(), text.start(), text.end() - text.start(), UTF_8);
    }

    private static void assertFramed(String... records) {
        assertThat(Cut.again(new CriPieces(), List.of(records))).containsExactly(records);
    }
}
