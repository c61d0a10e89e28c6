package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Several troubles at a time.
class HardTimesTest extends ShipperFixture {
    @Test
    void doesNotSpinWhereAWindowEndsInTheLineAfterAHole() throws IOException {
        int window = 64 + (256 << 10);
        appendRaw("app.log", "one\n" + "\0".repeat(window - 6) + "after the hole\nnext\n");
        start();
        scan();

        int worked = 0;
        while (pipeline("first").step()) {
            worked++;
            assertThat(worked).isLessThan(100);
        }
        ship();

        assertThat(receiver().messages()).containsExactly("one", "after the hole", "next");
    }

    @Test
    void readsOnInAHoleOfManyWindows() throws IOException {
        int window = 256 << 10;
        appendRaw("app.log", "one\n" + "\0".repeat(64 + 5 * window - 6) + "after the hole\nnext\n");
        start();
        scan();

        int worked = 0;
        while (pipeline("first").step()) {
            worked++;
            assertThat(worked).isLessThan(100);
        }
        ship();

        assertThat(receiver().messages()).containsExactly("one", "after the hole", "next");
    }

    @Test
    void filesThatComeLaterStartAtTheirBeginningAlsoWhereADirectoryIsMissing() throws IOException {
        include = "[" + logs() + "/*.log, " + directory.resolve("absent") + "/*.log]";
        output = "startAt: end";
        append("app.log", "old");
        start();
        ship();

        append("app.log", "new");
        append("later.log", "one", "two");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("new", "one", "two");
    }

    @Test
    void whatWasThereIsSkippedAlsoWithFewDescriptors() throws IOException {
        maxOpen = 3;
        output = "startAt: end";
        for (int i = 0; i < 10; i++) {
            append(i + ".log", "old");
        }
        appendRaw("empty.log", "");
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        append("empty.log", "new");
        append("later.log", "new");
        for (int i = 0; i < 30; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactly("new", "new");
    }

    @Test
    void letsGoOfADeletedFileAlsoWhereADirectoryIsMissing() throws IOException {
        include = "[" + logs() + "/*.log, " + directory.resolve("absent") + "/*.log]";
        append("app.log", "one");
        start();
        ship();

        Files.delete(file("app.log"));
        for (int i = 0; i < 3; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(openFiles()).isZero();
    }

    @Test
    void theLimitHoldsAlsoWhereADirectoryIsMissing() throws IOException {
        settings = "hold: {bytes: 10}";
        include = "[" + logs() + "/*.log, " + directory.resolve("absent") + "/*.log]";
        append("app.log", numbered(1, 10, n -> "line " + n));
        start();
        scan();
        Files.delete(file("app.log"));
        scan();

        assertThat(unknownLosses).contains(Reason.HOLD);
    }

    @Test
    void whatAReloadTakesBackFromADestroyedFileIsCounted() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503, 503, 503);
        ship();
        try (FileChannel channel = FileChannel.open(file("app.log"), StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        ship();
        assertThat(losses).as("it can still be delivered").isEmpty();

        reload();
        receiver().forgetAnswers();
        run(Duration.ofMinutes(1));
        run(Duration.ofMinutes(1));

        assertThat(receiver().messages()).isEmpty();
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "one\n".length()));
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(openFiles()).isZero();
    }

    @Test
    void isNotFinishedWhileAStepRunsThatMaySend() throws IOException {
        append("app.log", "one");
        start();
        scan();
        pipeline("first").drain();
        boolean[] finished = {false};
        onClock = () -> {
            pipeline("first").finish();
            finished[0] = pipeline("first").isFinished();
        };
        while (!pipeline("first").status().state().equals("sending")) {
            pipeline("first").step();
        }
        assertThat(finished[0]).isFalse();
    }

    @Test
    void anUnfinishedFirstLineIsNotCutByStartingAtTheEnd() throws IOException {
        output = "startAt: end";
        appendRaw("app.log", "hal");
        start();
        ship();
        appendRaw("app.log", "f\n");
        ship();

        assertThat(receiver().messages()).containsExactly("half");
    }

    @Test
    void emptyFilesDoNotKeepOthersFromBeingRead() throws IOException {
        maxOpen = 3;
        for (int i = 0; i < 5; i++) {
            append(i + ".log", "first of " + i);
        }
        for (int i = 0; i < 10; i++) {
            appendRaw("empty" + i + ".log", "");
        }
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        for (int i = 0; i < 5; i++) {
            append(i + ".log", "second of " + i);
        }
        for (int i = 0; i < 60; i++) {
            ship();
        }

        assertThat(receiver().messages()).hasSize(10).doesNotHaveDuplicates();
        assertThat(losses).isEmpty();
    }

    @Test
    void heldFilesLeaveADescriptorForNewOnes() throws IOException {
        maxOpen = 2;
        append("a.log", "one");
        append("b.log", "two");
        start();
        for (int i = 0; i < 200; i++) {
            receiver().nextStatus(503);
        }
        ship();
        Files.delete(file("a.log"));
        Files.delete(file("b.log"));
        scan();
        append("c.log", "three");
        for (int i = 0; i < 5; i++) {
            run(Duration.ofMinutes(1));
        }
        Files.delete(file("c.log"));
        run(Duration.ofMinutes(1));
        receiver().forgetAnswers();
        for (int i = 0; i < 5; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(receiver().messages()).contains("three");
    }

    @Test
    void whatWasDeletedWhileItWasDownIsCountedAlsoWhereADirectoryIsMissing() throws IOException {
        include = "[" + logs() + "/*.log, " + directory.resolve("absent") + "/*.log]";
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(503);
        ship();
        pass(Duration.ofSeconds(2));
        scan();

        Files.delete(file("app.log"));
        start();
        ship();

        assertThat(losses).containsExactly(new Loss("first", Reason.MISSING, "one\ntwo\n".length()));
    }
}
