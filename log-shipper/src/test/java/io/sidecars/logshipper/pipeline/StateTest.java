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

/// Restarts: what the state directory keeps, and what happens when it is damaged, foreign or not writable.
/// `CrashIT` kills the real program.
class StateTest extends ShipperFixture {
    @Test
    void aKillBetweenTheResponseAndTheCheckpointSendsTheSameRecordsWithTheSameIds() throws IOException {
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
    void aKillWhileTheCheckpointIsWrittenLeavesTheOldOneInUse() throws IOException {
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
    void aDamagedCheckpointIsReplacedByThePreviousOne() throws IOException {
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
    void anUnwritableStateDirectoryStopsNoDeliveryAndIsUsedAsSoonAsItCanBe() throws IOException {
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
                .as("it was saved as soon as the directory existed")
                .containsExactly("one");
    }

    /// A file is recognized by its content, so a checkpoint from elsewhere fits none.
    @Test
    void aCheckpointOfAnotherVolumeSkipsNothing() throws IOException {
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
    void aWallClockThatJumpsStopsNothing() throws IOException {
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
    void aRestartWhileTheReceiverIsDownLosesNothing() throws IOException {
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
    void aSecondInstanceIsRefused() throws Exception {
        try (StateLock first = StateLock.acquire(state())) {
            Assertions.assertThatThrownBy(() -> StateLock.acquire(state()))
                    .isInstanceOf(StateLock.InUseException.class)
                    .hasMessage("state directory " + state() + " is in use by another log-shipper");
            assertThat(first).isNotNull();
        }
        StateLock.acquire(state()).close();
    }

    @Test
    void aStateDirectoryWithoutALockDoesNotStopTheStart() throws Exception {
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
    void aFileThatWasGoneBeforeAnOutputWasAddedIsNotCountedAsItsLoss() throws IOException {
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
