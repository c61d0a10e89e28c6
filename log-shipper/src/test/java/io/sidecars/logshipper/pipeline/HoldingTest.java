package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Deleted files: how long log-shipper keeps them open, and for which outputs.
class HoldingTest extends ShipperFixture {
    @Test
    void aDeletedFileIsClosedWhenItIsAcknowledgedAndQuiet() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503);
        ship();
        Files.delete(file("app.log"));

        scan();
        pass(Duration.ofSeconds(11));
        scan();
        assertThat(openFiles()).as("the receiver has not taken it yet").isEqualTo(1);
        run(Duration.ofSeconds(40));
        run(Duration.ofSeconds(40));
        scan();

        assertThat(receiver().messages()).containsExactly("one");
        assertThat(openFiles()).isZero();
        assertThat(losses).isEmpty();
    }

    @Test
    void aFileThatOneScanMissesIsNotForgotten() throws IOException {
        append("app.1.log", "one", "two");
        start();
        ship();
        pass(Duration.ofMinutes(1));
        scan();
        Files.move(file("app.1.log"), directory.resolve("between two names"));
        scan();

        Files.move(directory.resolve("between two names"), file("app.2.log"));
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two");
    }

    @Test
    void theUnterminatedLastLineOfADeletedFileIsSentPartial() throws IOException {
        appendRaw("app.log", "one\nunfinished");
        start();
        ship();

        Files.delete(file("app.log"));
        for (int i = 0; i < 3; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(receiver().messages()).containsExactly("one", "unfinished");
        assertThat(receiver().records().getLast().path("log.record.partial").asBoolean())
                .isTrue();
        assertThat(openFiles()).isZero();
        assertThat(losses).isEmpty();
    }

    @Test
    void aDeletedFileThatStillGrowsIsReadOn() throws IOException {
        try (FileChannel writer =
                FileChannel.open(file("app.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write(writer, "one\nun");
            start();
            ship();
            Files.delete(file("app.log"));
            pass(Duration.ofMinutes(1));
            write(writer, "fin");
            ship();
            write(writer, "ished\n");
            ship();
        }

        assertThat(receiver().messages()).containsExactly("one", "unfinished");
    }

    @Test
    void aDeletedFileAboveTheHoldLimitIsLostOnlyToOutputsThatLag() throws IOException {
        settings = "hold: {bytes: 100}";
        receiver("second");
        append("app.log", numbered(1, 10, n -> "line " + n));
        start();
        receiver("first").nextStatus(503, 503);
        run(Duration.ofMillis(1001));
        assertThat(receiver("second").messages()).hasSize(10);

        Files.delete(file("app.log"));
        append("late.log", numbered(1, 20, n -> "late " + n));
        scan();
        assertThat(heldBytes()).isPositive();
        Files.delete(file("late.log"));
        run();
        scan();

        assertThat(heldBytes()).isLessThanOrEqualTo(100);
        assertThat(unknownLosses).contains(Reason.HOLD);
        run(Duration.ofMinutes(1));
        run(Duration.ofMinutes(1));
        assertThat(receiver("second").messages()).contains(numbered(1, 10, n -> "line " + n));
        assertThat(losses).allSatisfy(loss -> assertThat(loss.reason()).isEqualTo(Reason.HOLD));
        long lost = losses.stream().mapToLong(Loss::bytes).sum();
        long delivered = receiver("first").messages().stream()
                        .mapToLong(line -> line.length() + 1)
                        .sum()
                + receiver("second").messages().stream()
                        .mapToLong(line -> line.length() + 1)
                        .sum();
        assertThat(lost + delivered).as("every byte is delivered or counted").isEqualTo(2 * (71 + 151));
    }

    @Test
    void aDeletedFileIsGivenUpAfterTheHoldAge() throws IOException {
        settings = "hold: {age: 1h}";
        append("app.log", "one");
        start();
        for (int i = 0; i < 200; i++) {
            receiver().nextStatus(503);
        }
        ship();
        Files.delete(file("app.log"));
        scan();
        run(Duration.ofMinutes(59));
        assertThat(openFiles()).isEqualTo(1);

        pass(Duration.ofMinutes(2));
        scan();
        run();

        assertThat(unknownLosses).contains(Reason.HOLD);
        receiver().forgetAnswers();
        run(Duration.ofMinutes(1));
        assertThat(receiver().messages()).as("it was in a batch already").containsExactly("one");
        assertThat(losses).isEmpty();
    }

    @Test
    void theOldestDeletedFileIsGivenUpFirstAndNoMoreThanNeeded() throws IOException {
        settings = "hold: {bytes: 100}";
        append("old.log", "old " + "x".repeat(75));
        append("young.log", "young " + "x".repeat(73));
        start();
        scan();
        Files.delete(file("old.log"));
        pass(Duration.ofSeconds(1));
        scan();
        Files.delete(file("young.log"));
        scan();

        assertThat(heldBytes()).isEqualTo(80);
        ship();
        assertThat(receiver().messages()).containsExactly("young " + "x".repeat(73));
        assertThat(losses).containsExactly(new Loss("first", Reason.HOLD, 80));
    }

    @Test
    void filesInADirectoryThatCannotBeReadAreNotTakenForDeleted() throws IOException {
        appendRaw("app.log", "one\nunfin");
        start();
        ship();
        Files.move(logs(), directory.resolve("away"));
        for (int i = 0; i < 3; i++) {
            run(Duration.ofMinutes(1));
        }
        assertThat(heldBytes()).isZero();

        Files.move(directory.resolve("away"), logs());
        appendRaw("app.log", "ished\n");
        ship();

        assertThat(receiver().messages()).containsExactly("one", "unfinished");
    }

    @Test
    void anEmptyFileIsKeptWhileItsDirectoryCannotBeRead() throws IOException {
        appendRaw("app.log", "");
        start();
        scan();
        Path away = Files.move(logs(), directory.resolve("away"));
        scan();

        Files.writeString(away.resolve("app.log"), "one\n");
        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    private static void write(FileChannel writer, String text) throws IOException {
        writer.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
}
