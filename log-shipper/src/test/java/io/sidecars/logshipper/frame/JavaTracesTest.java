package io.sidecars.logshipper.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaTracesTest {
    private static final String LINE = "2026-11-24 10:00:00,123 [main] INFO  com.acme.Shop - ready";
    private static final String NESTED = """
            2026-11-24 10:00:00,456 [http-1] ERROR com.acme.Shop - order 7 failed
            com.acme.OrderException: cannot save
            \tat com.acme.Shop.save(Shop.java:41)
            \tat java.base/java.lang.Thread.run(Thread.java:1583)
            \tSuppressed: java.io.IOException: close failed
            \t\tat com.acme.Pool.close(Pool.java:9)
            \t\t... 3 more
            \tCaused by: java.net.SocketException
            \t\tat com.acme.Pool.read(Pool.java:5)
            \t\t... 4 more
            Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key
              Detail: Key (id)=(7) already exists.
            \tat org.postgresql.Driver.run(Driver.java:77)
            \t... 12 common frames omitted
            Caused by: [CIRCULAR REFERENCE: com.acme.OrderException: cannot save]
            Wrapped by: java.lang.RuntimeException: again
            ... 12 more""";
    private static final String UNCAUGHT = """
            Exception in thread "main" java.lang.NoClassDefFoundError: com/acme/Gone
            \tat com.acme.Shop.main(Shop.java:3)
            \t[CIRCULAR REFERENCE: java.lang.NoClassDefFoundError: com/acme/Gone]""";

    private final JavaTraces traces = new JavaTraces();

    @Test
    void aTraceWithCausesAndSuppressedIsOneRecordAmongOrdinaryLines() {
        assertFramed(LINE, NESTED, LINE, LINE, UNCAUGHT, LINE);
    }

    @Test
    void tracesOfTwoThreadsOneAfterTheOtherStaySeparate() {
        assertFramed(NESTED, NESTED, UNCAUGHT, NESTED, LINE, UNCAUGHT);
    }

    @Test
    void aTraceWithoutALogLineIsOneRecord() {
        assertFramed("""
                java.lang.IllegalStateException: closed
                \tat com.acme.Shop.main(Shop.java:3)""", LINE);
    }

    @Test
    void exceptionsThatAreLoggedWithoutAStackStaySeparate() {
        assertFramed("java.lang.NullPointerException", "java.lang.NullPointerException", LINE);
    }

    @Test
    void aHeaderJoinsOnlyDirectlyAfterALogLine() {
        assertFramed(
                NESTED, "java.lang.NullPointerException: seen after frames\n\tat nowhere", "java.lang.Error: after it");
    }

    @Test
    void aHeaderDoesNotJoinTheRestOfAnotherTrace() {
        assertFramed("\tat com.acme.Shop.main(Shop.java:3)", "java.lang.NullPointerException", LINE);
        assertFramed("Caused by: java.io.IOException: closed", "java.lang.NullPointerException", LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Throwable",
                "java.io.IOException: broken pipe",
                "com.acme.Outer$Inner_2Exception: x",
                "java.lang.OutOfMemoryError:"
            })
    void theHeaderOfAThrowableJoinsALogLine(String header) {
        assertFramed(LINE + "\n" + header, LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IOException: not qualified",
                "com.acme.Shop: no throwable",
                "java.io.IOException was thrown",
                "com.acme.ErrorPage",
                "Caused by nothing",
                "... and more",
                "...",
                "2026.11.Exception",
                "{\"message\":\"json\"}",
                " INFO [main] com.acme.Shop - the level is padded",
                " WARN",
                "  2026-11-24 10:00:00 the time is indented",
                "\t[24/Nov/2026:10:00:00 +0000] so is this",
                " 10:00:00.123 and this",
                "Nov 24, 2026 10:00:00 AM com.acme.Shop main",
                "   "
            })
    void aLineOfItsOwnJoinsNothing(String line) {
        assertFramed(LINE, line, LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {" INFORMATION", "  INFO", "\tINFO", " 2026 was a year", " 1:2:3", "\tat x", " x"})
    void anIndentedLineThatIsNotALogLineJoins(String line) {
        assertFramed(LINE + "\n" + line, LINE);
    }

    private void assertFramed(String... records) {
        assertThat(Cut.again(traces, List.of(records))).containsExactly(records);
    }
}
