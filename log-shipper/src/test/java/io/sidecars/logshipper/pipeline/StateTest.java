package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.checkpoint.StateLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// What survives, whatever happens to the state directory (D01 to D12). Kills of the real program are in `CrashIT`.
class StateTest extends ShipperFixture {
    /// The receiver has answered, but the cursor was not saved: the same records again, with the same ids.
    @Test
    void d02AKillBetweenTheAnswerAndTheCheckpoint() throws IOException {
        String[] lines = numbered(1, 100, n -> "line " + n);
        append("app.log", lines);
        start();
        ship();
        start();
        ship();

        assertThat(receiver().messages()).hasSize(200).startsWith(lines).endsWith(lines);
        List<String> ids = receiver().records().stream()
                .map(record -> record.path("log.record.uid").asText())
                .toList();
        assertThat(ids.subList(100, 200)).isEqualTo(ids.subList(0, 100)).doesNotHaveDuplicates();
    }

    @Test
    void d03AKillWhileTheCheckpointIsWritten() throws IOException {
        append("app.log", "one");
        start();
        ship();
        save();

        for (String torn : new String[] {"", "{\"version\":2,\"crc3", "garbage"}) {
            Files.writeString(state().resolve("checkpoint.next.json"), torn);
            append("app.log", "more");
            start();
            ship();
            save();
        }

        assertThat(receiver().messages()).containsExactly("one", "more", "more", "more");
    }

    @Test
    void d04ADamagedCheckpointGivesWayToTheOneBefore() throws IOException {
        append("app.log", "one");
        start();
        ship();
        save();
        append("app.log", "two");
        ship();
        save();

        Files.writeString(state().resolve("checkpoint.json"), "damaged");
        start();
        ship();

        assertThat(receiver().messages())
                .as("only what came after it is sent again")
                .containsExactly("one", "two", "two");
    }

    @Test
    void d05AStateDirectoryThatTakesNothingForAWhile() throws IOException {
        Path state = state();
        Files.writeString(state, "no directory");
        append("app.log", "one");
        start();
        ship();
        assertThat(receiver().messages()).containsExactly("one");

        Files.delete(state);
        save();
        start();
        ship();

        assertThat(receiver().messages())
                .as("it was saved as soon as it could be")
                .containsExactly("one");
    }

    /// Identity is content: a checkpoint from elsewhere fits no file, so nothing is skipped.
    @Test
    void d06ACheckpointOfAnotherVolume() throws IOException {
        append("app.log", numbered(1, 100, n -> "theirs " + n));
        start();
        ship();
        save();

        Files.writeString(file("app.log"), String.join("\n", numbered(1, 200, n -> "ours " + n)) + "\n");
        start();
        ship();

        assertThat(receiver().messages()).hasSize(300).endsWith(numbered(1, 200, n -> "ours " + n));
        assertThat(losses).isEmpty();
    }

    @Test
    void d08AClockThatJumps() throws IOException {
        append("app.log", "one");
        start();
        ship();
        wallClock = Duration.ofDays(-365);
        append("app.log", "two");
        ship();
        wallClock = Duration.ofDays(365);
        append("app.log", "three");
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three");
    }

    @Test
    void d09ARestartWhileTheReceiverIsDown() throws IOException {
        append("app.log", "one");
        for (int i = 0; i < 20; i++) {
            receiver().nextStatus(503);
        }
        start();
        ship();
        start();
        ship();
        receiver().forgetAnswers();
        run(Duration.ofMinutes(1));

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void d12ASecondInstanceIsRefused() throws Exception {
        try (StateLock first = StateLock.acquire(state())) {
            Assertions.assertThatThrownBy(() -> StateLock.acquire(state()))
                    .isInstanceOf(StateLock.InUseException.class)
                    .hasMessage("state directory " + state() + " is in use by another log-shipper");
            assertThat(first).isNotNull();
        }
        StateLock.acquire(state()).close();
    }

    @Test
    void aStateDirectoryThatTakesNoLockIsNoReasonNotToShip() throws Exception {
        Files.writeString(state(), "no directory");

        StateLock.acquire(state()).close();
    }

    @Test
    void aFileThatIsMissingIsForgottenAfterADay() throws IOException {
        append("app.log", "one");
        append("other.log", "uno");
        start();
        ship();
        save();
        Files.move(file("app.log"), directory.resolve("away"));
        start();
        ship();
        assertThat(unknownLosses).containsExactly(Reason.MISSING);

        pass(Duration.ofHours(23));
        scan();
        Files.move(directory.resolve("away"), file("app.log"));
        ship();
        assertThat(receiver().messages()).as("still known").hasSize(2);

        save();
        Files.move(file("app.log"), directory.resolve("away"));
        start();
        ship();
        pass(Duration.ofHours(25));
        scan();
        Files.move(directory.resolve("away"), file("app.log"));
        ship();
        assertThat(receiver().messages()).as("forgotten").hasSize(3);
    }

    @Test
    void aFileThatStaysMissingIsCountedOnceAndStillKnownAfterMoreRestarts() throws IOException {
        append("app.log", "one");
        append("other.log", "uno");
        start();
        ship();
        save();
        Files.move(file("app.log"), directory.resolve("away"));
        for (int i = 0; i < 3; i++) {
            start();
            ship();
            save();
        }
        assertThat(unknownLosses).containsExactly(Reason.MISSING);

        Files.move(directory.resolve("away"), file("app.log"));
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "uno");
    }

    @Test
    void whatWasGoneBeforeAnOutputCameIsNoLossOfIts() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503);
        ship();
        save();

        Files.delete(file("app.log"));
        receiver("second");
        start();
        ship();

        assertThat(losses).containsExactly(new Loss("first", Reason.MISSING, "one\n".length()));
    }

    @Test
    void theCheckpointIsWrittenOnceASecondAtMost() throws IOException {
        append("app.log", "one");
        start();
        scan();
        Path checkpoint = state().resolve("checkpoint.json");
        String before = Files.readString(checkpoint);

        run(Duration.ofSeconds(1));
        assertThat(receiver().messages()).containsExactly("one");
        assertThat(checkpoint).as("a save was due just before the answer").hasContent(before);

        pass(Duration.ofSeconds(1));
        scan();
        assertThat(Files.readString(checkpoint)).isNotEqualTo(before);
    }

    /// Nothing is written while nothing changes.
    @Test
    void theCheckpointIsWrittenOnlyWhenSomethingChanged() throws IOException {
        append("app.log", "one");
        start();
        ship();
        save();
        Object before = Files.getAttribute(state().resolve("checkpoint.json"), "unix:ino");

        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(2));
            scan();
        }

        assertThat(Files.getAttribute(state().resolve("checkpoint.json"), "unix:ino"))
                .isEqualTo(before);
    }
}
