package io.sidecars.logshipper.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartPatternTest {
    @Test
    void aLineThatMatchesBeginsARecordAndOthersContinueIt() {
        StartPattern pattern = new StartPattern("^\\d{4}-\\d\\d-\\d\\d ");

        assertThat(Cut.texts(pattern, """
                        the file begins in the middle
                        of a record
                        2026-11-24 one

                          2026-11-24 is not at the start
                        2026-11-24 two
                        2026-11-24 three
                        """))
                .containsExactly(
                        "the file begins in the middle\nof a record",
                        "2026-11-24 one\n\n  2026-11-24 is not at the start",
                        "2026-11-24 two",
                        "2026-11-24 three");
    }
}
