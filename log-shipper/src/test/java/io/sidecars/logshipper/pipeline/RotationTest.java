package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Each known way to rotate, truncate, delete and recreate a file, and what happens to its lines. [HoldingTest]
/// covers deleted files that are still open, [RewriteTest] files that are rewritten in place.
class RotationTest extends ShipperFixture {
    @Test
    void twoRotationsBetweenTwoScansLoseNothing() throws IOException {
        append("app.log", "one");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.1.log");
        append("app.log", "three");
        move("app.1.log", "app.2.log");
        move("app.log", "app.1.log");
        append("app.log", "four");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    @Test
    void recordsNameTheFileAsItWasCalledWhenTheyWereRead() throws IOException {
        append("app.log", "one");
        start();
        ship();
        move("app.log", "app.1.log");
        append("app.1.log", "two");
        ship();

        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.file.path").asText()))
                .containsExactly(file("app.log").toString(), file("app.1.log").toString());
    }

    @Test
    void aChainOfRenamedFilesIsSentOnce() throws IOException {
        start();
        for (int i = 1; i <= 6; i++) {
            append("app.log", "line " + i);
            ship();
            for (int n = 3; n >= 1; n--) {
                if (Files.exists(file("app." + n + ".log"))) {
                    Files.move(
                            file("app." + n + ".log"),
                            file("app." + (n + 1) + ".log"),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            move("app.log", "app.1.log");
        }
        ship();

        assertThat(receiver().messages()).containsExactly(numbered(1, 6, n -> "line " + n));
    }

    @Test
    void aNewFileNamePerHourIsFollowed() throws IOException {
        start();
        for (int hour = 10; hour < 14; hour++) {
            append("app-2026-11-24T" + hour + ".log", "hour " + hour);
            ship();
        }

        assertThat(receiver().messages()).containsExactly(numbered(10, 13, n -> "hour " + n));
    }

    @Test
    void aRotatedFileThatIsCompressedIsReadFromItsOriginal() throws IOException {
        include = logs() + "/*";
        append("app.log", "one");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.1.log");
        try (OutputStream compressed = new GZIPOutputStream(Files.newOutputStream(file("app.1.log.gz")))) {
            Files.copy(file("app.1.log"), compressed);
        }
        Files.delete(file("app.1.log"));
        append("app.log", "three");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(unreadableFiles()).isEqualTo(1);
        save();
        start();
        ship();
        assertThat(receiver().messages()).hasSize(3);
    }

    @Test
    void copyAndTruncateWithAnAppendingWriterLosesNothingThatWasRead() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();

        Files.copy(file("app.log"), directory.resolve("copy"));
        truncate("app.log", 0);
        append("app.log", "3");
        ship();
        append("app.log", "four");
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "3", "four");
        assertThat(losses).isEmpty();
    }

    /// The writer continues at its old offset, so the file begins with a hole that reads as NULs.
    @Test
    void copyAndTruncateWithAWriterAtItsOldOffsetLeavesAHoleThatIsSkipped() throws IOException {
        String[] old = numbered(1, 100_000, n -> "line " + n);
        try (FileChannel writer = FileChannel.open(Files.createFile(file("app.log")), StandardOpenOption.WRITE)) {
            writer.write(ByteBuffer.wrap((String.join("\n", old) + "\n").getBytes(UTF_8)));
            start();
            ship();
            truncate("app.log", 0);
            writer.write(ByteBuffer.wrap("after".getBytes(UTF_8)));
            ship();
            writer.write(ByteBuffer.wrap(" the hole\nnext\n".getBytes(UTF_8)));
        }
        ship();
        ship();

        assertThat(receiver().messages()).hasSize(100_002).endsWith("after the hole", "next");
        assertThat(losses).isEmpty();
        start();
        ship();
        assertThat(receiver().messages()).hasSize(100_002);
    }

    @Test
    void aFileTruncatedAfterItWasReadStartsAgainFromItsBeginning() throws IOException {
        append("app.log", "one");
        start();
        ship();
        truncate("app.log", 0);
        ship();
        append("app.log", "two");
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two");
        assertThat(losses).isEmpty();
        assertThat(unknownLosses).containsExactly(Reason.TRUNCATED);
    }

    /// The bytes that are left cannot be told from new ones, so they are sent again as a new generation.
    @Test
    void aFileTruncatedToAPartIsSentAgainFromItsBeginning() throws IOException {
        append("app.log", "one", "two", "three");
        start();
        ship();
        truncate("app.log", 4);
        append("app.log", "four");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three", "one", "four");
    }

    @Test
    void twoRotationsWhileLogShipperWasDownLoseNothing() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        save();

        append("app.log", "three");
        move("app.log", "app.1.log");
        append("app.log", "four");
        move("app.1.log", "app.2.log");
        move("app.log", "app.1.log");
        append("app.log", "five");
        start();
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "three", "four", "five");
        assertThat(losses).isEmpty();
    }

    @Test
    void aReusedInodeWithTheSameFirstLineIsANewFile() throws IOException {
        append("app.log", "banner", "one");
        start();
        ship();
        save();
        Object inode = Files.getAttribute(file("app.log"), "unix:ino");

        for (int i = 0; i < 50; i++) { // some file systems need a few tries
            Files.delete(file("app.log"));
            append("app.log", "banner", "two");
            if (Files.getAttribute(file("app.log"), "unix:ino").equals(inode)) {
                break;
            }
        }
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("banner", "one", "banner", "two");
    }

    @Test
    void anEmptyFileIsFollowedOnceItIsWrittenTo() throws IOException {
        appendRaw("app.log", "");
        start();
        run(Duration.ofHours(1));

        append("app.log", "one");
        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void aFileDeletedAndRecreatedWithTheSameContentIsSentAgain() throws IOException {
        append("app.log", "same");
        start();
        ship();
        for (int i = 0; i < 3; i++) {
            Files.delete(file("app.log"));
            append("app.log", "same");
            ship();
        }

        assertThat(receiver().messages()).containsExactly("same", "same", "same", "same");
        assertThat(losses).isEmpty();
    }

    @Test
    void aSymbolicLinkThatIsSwitchedLosesNothingOfEitherFile() throws IOException {
        input = "followLinksInto: " + directory;
        Path first = Files.writeString(directory.resolve("first"), "one\n");
        Path second = Files.writeString(directory.resolve("second"), "two\n");
        Files.createSymbolicLink(file("app.log"), first);
        start();
        ship();

        Files.writeString(first, "late\n", StandardOpenOption.APPEND);
        Files.createSymbolicLink(file("next"), second);
        Files.move(file("next"), file("app.log"), StandardCopyOption.ATOMIC_MOVE);
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "late", "two");
    }

    @Test
    void aFileReplacedByARenameIsReadToItsEnd() throws IOException {
        append("app.log", "one");
        start();
        ship();

        append("app.log", "last words");
        append("new", "two");
        Files.move(file("new"), file("app.log"), StandardCopyOption.ATOMIC_MOVE);
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "last words", "two");
    }

    @Test
    void aPipeOrADirectoryUnderTheNameOfALogStopsNoOtherFile() throws Exception {
        append("app.log", "one");
        append("other.log", "uno");
        start();
        ship();

        Files.delete(file("app.log"));
        assertThat(new ProcessBuilder("mkfifo", file("app.log").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.delete(file("other.log"));
        Files.createDirectory(file("other.log"));
        append("third.log", "three");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "uno", "three");
    }
}
