package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The promises of the README, each with the behaviour that keeps it.
class PipelineTest extends ShipperFixture {
    /// Batches are large: one for each look at nothing would keep the collector busy.
    @Test
    void anIdleOutputAllocatesNoBatch() throws IOException {
        append("app.log", "one");
        start();
        ship();
        pass(Duration.ofMinutes(1));
        run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 100; i++) {
            pipeline("first").step();
            pass(Duration.ofMillis(100));
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @Test
    void deliversEveryCompleteLineInOrder() throws IOException {
        append("app.log", numbered(1, 5000, n -> "line " + n));
        start();

        ship();

        assertThat(receiver().messages()).containsExactly(numbered(1, 5000, n -> "line " + n));
    }

    @Test
    void readsEveryFileInTurnHoweverMuchOneHasToCatchUp() throws IOException {
        String[] backlog = numbered(1, 8000, n -> "backlog " + n + " ".repeat(1000));
        String[] few = numbered(1, 20, n -> "line of file " + n);
        append("0.log", backlog);
        for (int i = 1; i <= 20; i++) {
            append(i + ".log", few[i - 1]);
        }
        start();
        ship();

        List<String> messages = receiver().messages();
        assertThat(messages).hasSize(8020);
        assertThat(messages.subList(0, 1000)).contains(few);
    }

    @Test
    void waitsForTheEndOfALineHoweverLongItTakes() throws IOException {
        appendRaw("app.log", "first\nsec");
        start();
        ship();
        assertThat(receiver().messages()).containsExactly("first");

        appendRaw("app.log", "on");
        run(Duration.ofHours(1));
        appendRaw("app.log", "d\n");
        ship();

        assertThat(receiver().messages()).containsExactly("first", "second");
    }

    @Test
    void readsOnInTheRenamedFileAndThenInTheNewOne() throws IOException {
        append("app.log", "one");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.1.log");
        append("app.log", "three");
        ship();
        append("app.1.log", "late line of a slow writer");
        ship();

        assertThat(receiver().messages())
                .containsExactlyInAnyOrder("one", "two", "three", "late line of a slow writer");
    }

    @Test
    void deliversWhatWasRotatedOutOfTheGlobOrDeletedUnread() throws IOException {
        append("app.log", "one");
        append("other.log", "uno");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.log.1");
        append("other.log", "due");
        Files.delete(file("other.log"));
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "uno", "due");
    }

    @Test
    void remembersNothingThatWasNotAcknowledged() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(503);
        ship();
        run(Duration.ZERO);
        scan();

        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two");
    }

    @Test
    void goesOnAfterTheLastAcknowledgedLineWhenRestarted() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        save();

        append("app.log", "three");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three");
    }

    @Test
    void countsWhatWasDeletedWhileItWasDown() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(503);
        ship();
        save();

        Files.delete(file("app.log"));
        start();
        ship();

        assertThat(losses).containsExactly(new Loss("first", Reason.MISSING, "one\ntwo\n".length()));
    }

    @Test
    void sendsALineAgainWholeThatWasSentPartialBeforeARestart() throws IOException {
        appendRaw("app.log", "one\nunfin");
        start();
        drain();
        save();

        appendRaw("app.log", "ished\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "unfin", "unfinished");
    }

    @Test
    void readsAliasesOnceAndExcludedFilesNever() throws IOException {
        append("app.log", "one");
        Files.createSymbolicLink(file("alias.log"), file("app.log"));
        Files.createLink(file("hard.log"), file("app.log"));
        append("excluded.log", "no");
        Files.createDirectory(file("directory.log"));
        start();

        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void saysOfEachRecordWhereItStands() throws IOException {
        append("a.log", "one", "two");
        append("b.log", "three");
        start();
        ship();

        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.file.path").asText() + " "
                                + record.path("log.file.offset").asText()))
                .containsExactly(file("a.log") + " 0", file("a.log") + " 4", file("b.log") + " 0");
    }
}
