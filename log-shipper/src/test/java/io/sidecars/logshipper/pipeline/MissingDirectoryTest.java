package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One of the directories that the patterns name is not there, and the files of the others are treated as ever.
class MissingDirectoryTest extends ShipperFixture {
    @BeforeEach
    void nameADirectoryThatIsNotThere() {
        include = "[" + logs() + "/*.log, " + directory.resolve("absent") + "/*.log]";
    }

    @Test
    void filesThatComeLaterStartAtTheirBeginning() throws IOException {
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
    void aDeletedFileIsLetGo() throws IOException {
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
    void deletedFilesAreHeldUpToTheLimit() throws IOException {
        settings = "hold: {bytes: 10}";
        append("app.log", numbered(1, 10, n -> "line " + n));
        start();
        scan();
        Files.delete(file("app.log"));
        scan();

        assertThat(unknownLosses).contains(Reason.HOLD);
    }

    @Test
    void whatWasDeletedWhileItWasDownIsCounted() throws IOException {
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
}
