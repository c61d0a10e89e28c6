package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Where an output begins in a file, and when it begins with a file.
class StartAtTest extends ShipperFixture {
    @Test
    void aNewOutputStartsAtTheBeginning() throws IOException {
        append("app.log", "one");
        start();
        ship();
        save();

        receiver("second");
        start();
        ship();

        assertThat(receiver("first").messages()).containsExactly("one");
        assertThat(receiver("second").messages()).containsExactly("one");
    }

    @Test
    void aNewOutputCanStartAtTheEnd() throws IOException {
        output = "startAt: end";
        appendRaw("app.log", "old\nbeg");
        start();
        ship();
        appendRaw("app.log", "un\nnew\n");
        append("late.log", "late");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("begun", "new", "late");
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
    void anOldFileWaitsUntilItIsWrittenTo() throws IOException {
        input = "ignoreOlder: 1h";
        append("old.log", "old");
        Files.setLastModifiedTime(file("old.log"), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        append("new.log", "new");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("new");
        append("old.log", "more");
        ship();

        assertThat(receiver().messages()).containsExactly("new", "old", "more");
    }
}
