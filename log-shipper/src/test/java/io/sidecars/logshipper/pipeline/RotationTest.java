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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Every known way of rotating, truncating, deleting and recreating a file (R01 to R26), each with what becomes
/// of its lines. Some more are in [PipelineTest].
class RotationTest extends ShipperFixture {
    @Test
    void r04TwoRotationsBetweenTwoLooks() throws IOException {
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
    void r06AChainInWhichEveryFileIsRenamedEachTime() throws IOException {
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
    void r07ANewNameWithTheTimeForEachFile() throws IOException {
        start();
        for (int hour = 10; hour < 14; hour++) {
            append("app-2026-11-24T" + hour + ".log", "hour " + hour);
            ship();
        }

        assertThat(receiver().messages()).containsExactly(numbered(10, 13, n -> "hour " + n));
    }

    @Test
    void r08ARotatedFileIsCompressedAndItsOriginalDeleted() throws IOException {
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
        pass(Duration.ofSeconds(2));
        scan();
        start();
        ship();
        assertThat(receiver().messages()).hasSize(3);
    }

    @Test
    void r09CopyAndTruncateWithAWriterThatAppends() throws IOException {
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

    /// The writer goes on at its old offset: the file begins with a hole, which reads as NULs.
    @Test
    void r10CopyAndTruncateWithAWriterThatDoesNotAppend() throws IOException {
        String[] old = numbered(1, 100_000, n -> "line " + n);
        try (FileChannel writer = FileChannel.open(Files.createFile(created("app.log")), StandardOpenOption.WRITE)) {
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
    void r12TruncationWhenEverythingWasRead() throws IOException {
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

    /// Nobody can tell what is new: what is left is sent again, as another life of the file.
    @Test
    void r13TruncationToAPart() throws IOException {
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
    void r15TwoRotationsWhileItWasDown() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

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
    void r17AnInodeThatIsUsedAgainWithTheSameFirstLine() throws IOException {
        append("app.log", "banner", "one");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();
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
    void r19AFileOfAFewBytesWithoutALineEnd() throws IOException {
        appendRaw("app.log", "sho");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();
        start();
        appendRaw("app.log", "rt\n");
        ship();

        assertThat(receiver().messages()).containsExactly("short");
    }

    @Test
    void r20AnEmptyFileThatIsWrittenToLater() throws IOException {
        appendRaw("app.log", "");
        start();
        run(Duration.ofHours(1));

        append("app.log", "one");
        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void r21DeletedAndRecreatedUnderTheSameName() throws IOException {
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
    void r23ASymbolicLinkThatIsSwapped() throws IOException {
        Path first = Files.writeString(directory.resolve("first"), "one\n");
        Path second = Files.writeString(directory.resolve("second"), "two\n");
        Files.createSymbolicLink(created("app.log"), first);
        start();
        ship();

        Files.writeString(first, "late\n", StandardOpenOption.APPEND);
        Files.createSymbolicLink(file("next"), second);
        Files.move(file("next"), file("app.log"), StandardCopyOption.ATOMIC_MOVE);
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "late", "two");
    }

    @Test
    void r24AnotherFileMovedOverIt() throws IOException {
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
    void r25ADeletedFileIsGivenUpAtTheLimitByThoseOnlyWhoLag() throws IOException {
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
    void r25ADeletedFileIsGivenUpAfterAWhile() throws IOException {
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
    void r26AFileThatIsReplacedByAPipeOrADirectory() throws Exception {
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

    /// Only the last bytes tell: the size says nothing.
    @Test
    void aRewriteToTheSameSizeIsNoticed() throws IOException {
        append("app.log", "old");
        start();
        ship();

        Files.writeString(file("app.log"), "new\n");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("old", "new");
    }

    @Test
    void whatIsBornAndDestroyedWhileAnOutputIsBusyIsCountedForIt() throws IOException {
        append("app.log", "first");
        start();
        scan();
        Files.writeString(file("app.log"), "second life\n");
        scan();
        Files.writeString(file("app.log"), "x\n");
        scan();

        ship();

        assertThat(receiver().messages()).containsExactly("x");
        assertThat(losses)
                .containsExactlyInAnyOrder(
                        new Loss("first", Reason.TRUNCATED, "first\n".length()),
                        new Loss("first", Reason.TRUNCATED, "second life\n".length()));
    }

    @Test
    void whatWasInFlightFromATruncatedFileIsCountedAfterACrash() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503, 503, 503);
        ship();
        truncate("app.log", 0);
        ship();
        assertThat(losses).as("it can still be delivered").isEmpty();

        start();
        ship();

        assertThat(losses).containsExactly(new Loss("first", Reason.MISSING, "one\n".length()));
    }

    @Test
    void moreFilesThanDescriptorsAreReadInTurn() throws IOException {
        maxOpen = 3;
        for (int i = 0; i < 10; i++) {
            append(i + ".log", "first of " + i);
        }
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        assertThat(receiver().messages()).hasSize(10);

        for (int i = 0; i < 10; i++) {
            append(i + ".log", "second of " + i);
        }
        for (int i = 0; i < 30; i++) {
            ship();
        }

        assertThat(receiver().messages()).hasSize(20).doesNotHaveDuplicates();
        assertThat(losses).isEmpty();
        assertThat(openDescriptors(logs())).isLessThanOrEqualTo(3);
    }

    /// Content alone recognizes a file only when the program starts.
    @Test
    void aFileThatComesLaterWithTheBytesOfAMissingOneIsNew() throws IOException {
        append("app.log", "banner");
        append("other.log", "other");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();
        Files.move(file("app.log"), directory.resolve("away"));
        start();
        ship();

        append("app.log", "banner");
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("banner", "other", "banner");
    }

    @Test
    void aCopyTakenWhileItWasDownIsKnownByItsBytes() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

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
        pass(Duration.ofSeconds(2));
        scan();

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
        pass(Duration.ofSeconds(2));
        scan();

        Files.move(file("a.log"), directory.resolve("away.a"));
        Files.move(file("b.log"), directory.resolve("away.b"));
        Files.copy(directory.resolve("away.a"), file("copy.log"));
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "one", "one");
    }

    @Test
    void ofDeletedFilesTheOldestIsGivenUpFirstAndNoMoreThanNeeded() throws IOException {
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
    void aDeletedFileThatStillGrowsIsNotGivenUp() throws IOException {
        try (FileChannel writer =
                FileChannel.open(created("app.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
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
    void aDirectoryThatCannotBeSeenProvesNothing() throws IOException {
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
    void anEmptyFileIsKeptWhileItsDirectoryCannotBeSeen() throws IOException {
        appendRaw("app.log", "");
        start();
        scan();
        Path away = Files.move(logs(), directory.resolve("away"));
        scan();

        Files.writeString(away.resolve("app.log"), "one\n");
        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    /// Nobody could open it again.
    @Test
    void aDeletedFileStaysOpenThoughDescriptorsAreScarce() throws IOException {
        maxOpen = 2;
        append("deleted.log", "last words");
        start();
        scan();
        Files.delete(file("deleted.log"));
        scan();
        for (int i = 0; i < 3; i++) {
            append(i + ".log", "line " + i);
            scan();
        }
        for (int i = 0; i < 10; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactlyInAnyOrder("last words", "line 0", "line 1", "line 2");
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void aFileThatIsDeletedWhileOthersAppearStaysOpenToo() throws IOException {
        maxOpen = 2;
        append("deleted.log", "last words");
        start();
        scan();
        Files.delete(file("deleted.log"));
        for (int i = 0; i < 3; i++) {
            append(i + ".log", "line " + i);
        }
        for (int i = 0; i < 10; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactlyInAnyOrder("last words", "line 0", "line 1", "line 2");
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void restingFilesThatAreDeletedMakeNoRoomForOthers() throws IOException {
        maxOpen = 2;
        start();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 6; i++) {
                append(i + ".log", "line " + i + " of round " + round);
            }
            for (int i = 0; i < 20; i++) {
                ship();
            }
            assertThat(openDescriptors(logs())).isLessThanOrEqualTo(2);
            for (int i = 0; i < 6; i++) {
                Files.delete(file(i + ".log"));
            }
            run(Duration.ofSeconds(20));
        }

        assertThat(receiver().messages()).hasSize(12);
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
    }

    private static long openDescriptors(Path below) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(below);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static void write(FileChannel writer, String text) throws IOException {
        writer.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private void truncate(String name, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private Path created(String name) throws IOException {
        Files.createDirectories(logs());
        return file(name);
    }
}
