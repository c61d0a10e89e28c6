package io.sidecars.logshipper.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTracesTest {
    private static final String LINE = "2026-11-24 10:00:00,123 INFO shop ready";
    private static final String PLAIN = """
            Traceback (most recent call last):
              File "/app/shop.py", line 12, in <module>
                INFO = int("x")
                       ^^^^^^^^
              [Previous line repeated 996 more times]
            ValueError: invalid literal for int() with base 10: 'x'""";
    private static final String CHAINED = """
            ERROR:root:order 7 failed
            Traceback (most recent call last):
              File "/app/shop.py", line 3, in read
                return prices[name]
            KeyError: 'tea'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/app/shop.py", line 5, in read
                raise LookupError(name)
            LookupError

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/app/shop.py", line 9, in <module>
                read("tea")
            acme.shop.OrderError: cannot read
              field required (type=value_error.missing)""";
    private static final String SYNTAX = """
              File "/app/shop.py", line 1
                print(
                     ^
            SyntaxError: '(' was never closed""";
    private static final String GROUP = """
              + Exception Group Traceback (most recent call last):
              |   File "/app/shop.py", line 2, in <module>
              |     raise ExceptionGroup("two", [ValueError(1), TypeError(2)])
              | ExceptionGroup: two (2 sub-exceptions)
              +-+---------------- 1 ----------------
                | ValueError: 1
                +---------------- 2 ----------------
                | TypeError: 2
                +------------------------------------""".indent(2).stripTrailing();

    private final PythonTraces traces = new PythonTraces();

    @Test
    void eachTracebackIsOneRecordAmongOrdinaryLines() {
        assertFramed(SYNTAX, LINE, "started", CHAINED, LINE, "x: y", LINE);
    }

    @Test
    void aTracebackBelongsToTheLogLineBeforeIt() {
        assertFramed(LINE, LINE + "\n" + PLAIN, LINE, LINE + "\n" + SYNTAX, LINE, LINE + "\n" + GROUP, LINE);
    }

    @Test
    void tracebacksOneAfterTheOtherStaySeparate() {
        assertFramed(PLAIN, PLAIN, GROUP, SYNTAX, GROUP, CHAINED, PLAIN);
    }

    @Test
    void aGroupMayBeTheCauseOfAnotherTraceback() {
        String sentence = "\n\nThe above exception was the direct cause of the following exception:\n\n";

        assertFramed(GROUP + sentence + PLAIN + sentence + GROUP, LINE);
    }

    @Test
    void oneBlankLineAfterATracebackJoinsIt() {
        assertFramed(PLAIN + "\n", "", LINE);
    }

    @Test
    void aLogLineBetweenFramesEndsTheRecord() {
        assertFramed("Traceback (most recent call last):\n  File \"a.py\", line 1, in f", "INFO: from elsewhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  indented",
                "ValueError: not after a traceback",
                "Traceback: none",
                "File \"not indented\"",
                "During handling of the above exception, another exception occurred:"
            })
    void aLineOfItsOwnJoinsNoLogLine(String line) {
        assertFramed(LINE, line, LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"    INFO padded", "  2026-11-24 10:00:00 x", "ERROR:root:next", "KeyError: 'next'", "{}"})
    void aLineOfItsOwnJoinsNoFinishedTraceback(String line) {
        assertFramed(PLAIN, line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "INFO:root:message", "WARNING", "2026-11-24: x", "", ": x"})
    void aLineThatIsNotAnExceptionDoesNotEndATraceback(String line) {
        assertFramed("Traceback (most recent call last):\n  File \"a.py\", line 1, in f", line, LINE);
    }

    private void assertFramed(String... records) {
        assertThat(Cut.again(traces, List.of(records))).containsExactly(records);
    }
}
