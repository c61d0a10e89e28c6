package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// Which file is which after a restart: by inode and content, or by content alone.
class RecognitionTest extends ShipperFixture {
    @Test
    void findsAFileThatWasRenamedWhileItWasDown() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        save();

        append("app.log", "three");
        move("app.log", "app.1.log");
        append("app.log", "four");
        start();
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    @Test
    void neverMergesTwoFilesWithEqualBeginnings() throws IOException {
        String[] same = numbered(1, 500, n -> "line " + n);
        append("a.log", same);
        append("b.log", same);
        start();
        ship();
        save();
        append("b.log", "only b");
        start();
        ship();

        assertThat(receiver().messages()).hasSize(1001).endsWith("only b");
    }

    @Test
    void aCopyTakenWhileItWasDownIsKnownByItsBytes() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        save();

        Files.move(file("app.log"), directory.resolve("away"));
        Files.copy(directory.resolve("away"), file("copy.log"));
        append("copy.log", "three");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three");
        assertThat(unknownLosses).isEmpty();
    }

    /// Rather twice than never: which of them it is cannot be told.
    @Test
    void twoCopiesTakenWhileItWasDownAreBothNew() throws IOException {
        append("app.log", "one");
        start();
        ship();
        save();

        Files.move(file("app.log"), directory.resolve("away"));
        Files.copy(directory.resolve("away"), file("copy.1.log"));
        Files.copy(directory.resolve("away"), file("copy.2.log"));
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "one", "one");
    }

    @Test
    void aCopyThatFitsTwoFilesIsNew() throws IOException {
        append("a.log", "one");
        append("b.log", "one");
        start();
        ship();
        save();

        Files.move(file("a.log"), directory.resolve("away.a"));
        Files.move(file("b.log"), directory.resolve("away.b"));
        Files.copy(directory.resolve("away.a"), file("copy.log"));
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "one", "one");
    }

    /// Content alone recognizes a file only when the program starts.
    @Test
    void aFileThatComesLaterWithTheBytesOfAMissingOneIsNew() throws IOException {
        append("app.log", "banner");
        append("other.log", "other");
        start();
        ship();
        save();
        Files.move(file("app.log"), directory.resolve("away"));
        start();
        ship();

        append("app.log", "banner");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("banner", "other", "banner");
    }
}
