package io.sidecars.logshipper.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoTracesTest {
    private static final String LINE = "2026/11/24 10:00:00 shop ready";
    private static final String NIL = """
            panic: runtime error: invalid memory address or nil pointer dereference [recovered]
            \tpanic: runtime error: invalid memory address or nil pointer dereference
            [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45f1c4]

            goroutine 18 [running]:
            main.(*Shop).Save(0x0, {0xc000012345, 0x3})
            \t/app/shop.go:41 +0x24
            ...23 frames elided...
            main.main.func1()
            \t/app/main.go:12 +0x1d
            created by main.main in goroutine 1
            \t/app/main.go:11 +0x9d

            goroutine 1 [chan receive, 2 minutes]:
            main.main()
            \t/app/main.go:14 +0x5a
            exit status 2""";
    private static final String OVERFLOW = """
            runtime: goroutine stack exceeds 1000000000-byte limit
            runtime: sp=0xc0200e1390 stack=[0xc0200e0000, 0xc0400e0000]
            fatal error: stack overflow

            runtime stack:
            runtime.throw({0x4732a6?, 0x0?})
            \t/usr/local/go/src/runtime/panic.go:1023 +0x5c

            goroutine 1 gp=0xc0000061c0 m=0 mp=0x4f2e20 [running]:
            \tgoroutine running on other thread; stack unavailable
            created by main.main
            \t/app/main.go:9 +0x1c""";
    private static final String DEADLOCK = """
            fatal error: all goroutines are asleep - deadlock!

            goroutine 1 [chan receive]:
            main.main()
            \t/app/main.go:5 +0x2d
            exit status 2""";
    private static final String SERVED = """
            2026/11/24 10:00:00 http: panic serving 127.0.0.1:5123: boom
            goroutine 34 [running]:
            net/http.(*conn).serve.func1()
            \t/usr/local/go/src/net/http/server.go:1903 +0xbe
            panic({0x63d3a0?, 0x71a7c0?})
            \t/usr/local/go/src/runtime/panic.go:770 +0x132""";
    private static final String QUIT = """
            SIGQUIT: quit
            PC=0x46b0e1 m=0 sigcode=0

            goroutine 0 gp=0x55ba80 m=0 mp=0x55c5c0 [idle]:
            runtime.futex()
            \t/usr/local/go/src/runtime/sys_linux_amd64.s:557 +0x21""";

    private final GoTraces traces = new GoTraces();

    @Test
    void eachCrashIsOneRecordAmongOrdinaryLines() {
        assertFramed(LINE, NIL, LINE, OVERFLOW, LINE, DEADLOCK, SERVED, LINE, QUIT, LINE);
    }

    @Test
    void crashesOneAfterTheOtherStaySeparate() {
        assertFramed(NIL, NIL, OVERFLOW, OVERFLOW, SERVED, SERVED, QUIT, DEADLOCK);
    }

    @Test
    void aCrashWithoutStacksIsOneRecord() {
        assertFramed("panic: boom\nexit status 2", "panic: boom", "panic: boom", LINE);
    }

    @Test
    void theBlankLineAfterTheLastStackJoinsIt() {
        assertFramed(SERVED + "\n", LINE);
    }

    @Test
    void partsOfACrashOutsideACrashJoinNothing() {
        assertFramed("[signal SIGHUP]", "\tindented", "main.main()", "\tindented", "\tindented", "exit status 2", LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "panic: a crash of its own",
                "\tindented",
                "exit status 1",
                "main.main()",
                "created by hand",
                "goroutine pool started:",
                "goroutine 7 started",
                "[signal SIGHUP]",
                "...23 frames elided..."
            })
    void aLineOfItsOwnJoinsNoLogLine(String line) {
        assertFramed(LINE, line, LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry (3)", "{\"a\":1}", "panic: again", "goroutines: 7", "...", "done"})
    void aLineOfItsOwnJoinsNoStack(String line) {
        assertFramed(SERVED, line);
    }

    private void assertFramed(String... records) {
        assertThat(Cut.again(traces, List.of(records))).containsExactly(records);
    }
}
