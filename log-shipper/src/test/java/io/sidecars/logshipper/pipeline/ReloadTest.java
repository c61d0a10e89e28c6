package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import io.sidecars.logshipper.pipeline.PipelineStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Other settings for the same process: nothing is sent twice for it, and nothing lost.
class ReloadTest extends ShipperFixture {
    @Test
    void changedRulesApplyFromTheCursorOn() throws IOException {
        append("app.log", "one");
        start();
        ship();

        settings = "process: [{redact: {match: w}}]";
        append("app.log", "two");
        reload();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "t****o");
    }

    @Test
    void aReloadKeepsDeletedFilesAndCursors() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503);
        ship();
        append("app.log", "two");
        Files.delete(file("app.log"));
        scan();

        receiver("second");
        reload();
        run(Duration.ofMinutes(1));
        run(Duration.ofMinutes(1));

        assertThat(receiver("first").messages()).containsExactly("one", "two");
        assertThat(receiver("second").messages()).containsExactly("one", "two");
    }

    @Test
    void aReloadChangesWhichFilesAreReadAndHowMuchIsHeld() throws IOException {
        append("app.log", "one");
        append("app.txt", "two");
        start();
        scan();
        Files.delete(file("app.log"));
        scan();
        assertThat(heldBytes()).isEqualTo(4);

        include = logs() + "/*.txt";
        settings = "hold: {bytes: 1}";
        reload();
        scan();
        assertThat(heldBytes()).isZero();
        ship();

        assertThat(receiver().messages()).containsExactly("two");
        assertThat(losses).containsExactly(new Loss("first", Reason.HOLD, "one\n".length()));
    }

    @Test
    void anOutputThatAReloadAddsCanStartAtTheEnd() throws IOException {
        append("app.log", "old");
        start();
        ship();

        receiver("second");
        output = "startAt: end";
        reload();
        append("app.log", "new");
        ship();

        assertThat(receiver("first").messages()).containsExactly("old", "new");
        assertThat(receiver("second").messages()).containsExactly("new");
    }

    @Test
    void whatAReloadTakesBackFromADestroyedFileIsCounted() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503, 503, 503);
        ship();
        truncate("app.log", 0);
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
        while (pipeline("first").status().state() != State.SENDING) {
            pipeline("first").step();
        }
        assertThat(finished[0]).isFalse();
    }
}
