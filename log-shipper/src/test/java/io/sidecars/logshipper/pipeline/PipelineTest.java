package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The promises of the README, each with the behaviour that keeps it.
class PipelineTest extends ShipperFixture {
    @Test
    void deliversEveryCompleteLineInOrder() throws IOException {
        append("app.log", numbered(1, 5000, n -> "line " + n));
        start();

        ship();

        assertThat(receiver().messages()).containsExactly(numbered(1, 5000, n -> "line " + n));
    }

    @Test
    void waitsForTheEndOfALineHoweverLongItTakes() throws IOException {
        appendRaw("app.log", "first\nsec");
        start();
        ship();
        assertThat(receiver().messages()).containsExactly("first");

        appendRaw("app.log", "on");
        run(Duration.ofHours(1));
        appendRaw("app.log", "d\n");
        ship();

        assertThat(receiver().messages()).containsExactly("first", "second");
    }

    @Test
    void readsOnInTheRenamedFileAndThenInTheNewOne() throws IOException {
        append("app.log", "one");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.1.log");
        append("app.log", "three");
        ship();
        append("app.1.log", "late line of a slow writer");
        ship();

        assertThat(receiver().messages())
                .containsExactlyInAnyOrder("one", "two", "three", "late line of a slow writer");
    }

    @Test
    void deliversWhatWasRotatedOutOfTheGlobOrDeletedUnread() throws IOException {
        append("app.log", "one");
        append("other.log", "uno");
        start();
        ship();

        append("app.log", "two");
        move("app.log", "app.log.1");
        append("other.log", "due");
        Files.delete(file("other.log"));
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "uno", "due");
    }

    @Test
    void letsGoOfADeletedFileOnlyWhenItIsReadAcknowledgedAndQuiet() throws IOException {
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
    void oneScanThatMissesAFileDoesNotForgetIt() throws IOException {
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
    void givesUpWaitingForTheEndOfALineInAFileThatIsGone() throws IOException {
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
    void sendsTheSameBytesAgainUntilTheyAreAccepted() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(500, 503, 429, 408);

        ship();
        for (int i = 0; i < 8; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(receiver().messages()).containsExactly("one", "two");
        assertThat(receiver().refused())
                .hasSize(4)
                .containsOnly(receiver().refused().getFirst());
    }

    @Test
    void remembersNothingThatWasNotAcknowledged() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(503);
        ship();
        run(Duration.ZERO);
        scan();

        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two");
    }

    @Test
    void goesOnAfterTheLastAcknowledgedLineWhenRestarted() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

        append("app.log", "three");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "three");
    }

    @Test
    void givesWhatIsSentTwiceTheSameRecordIds() throws IOException {
        append("app.log", numbered(1, 100, n -> "line " + n));
        start();
        ship();

        start();
        ship();

        List<String> ids = receiver().records().stream()
                .map(record -> record.path("log.record.uid").asText())
                .toList();
        assertThat(ids).hasSize(200);
        assertThat(ids.subList(100, 200)).isEqualTo(ids.subList(0, 100)).doesNotHaveDuplicates();
    }

    @Test
    void findsAFileThatWasRenamedWhileItWasDown() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

        append("app.log", "three");
        move("app.log", "app.1.log");
        append("app.log", "four");
        start();
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    @Test
    void readsATruncatedFileFromItsStartAndCountsWhatWasDestroyedUnread() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        append("app.log", "three");
        scan();

        try (FileChannel truncated = FileChannel.open(file("app.log"), StandardOpenOption.WRITE)) {
            truncated.truncate(0);
        }
        append("app.log", "4");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "4");
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "three\n".length()));
    }

    @Test
    void noticesAFileThatWasTruncatedAndHasOutgrownItsOldSize() throws IOException {
        for (int lines : new int[] {10, 1000}) { // below and above what a file is recognized by
            String name = lines + ".log";
            append(name, numbered(1, lines, n -> "old " + n));
            start();
            ship();
            int before = receiver().messages().size();

            Files.writeString(file(name), String.join("\n", numbered(1, 3 * lines, n -> "new " + n)) + "\n");
            ship();
            ship();

            assertThat(receiver().messages().subList(before, before + 3 * lines))
                    .containsExactly(numbered(1, 3 * lines, n -> "new " + n));
            assertThat(losses).as("the old lines were delivered").isEmpty();
            Files.delete(file(name));
            Files.delete(state().resolve("checkpoint.json"));
            Files.delete(state().resolve("checkpoint.previous.json"));
        }
    }

    /// Only the bytes before the cursor tell the two apart.
    @Test
    void noticesARewriteThatBeginsLikeTheOldFile() throws IOException {
        String[] same = numbered(1, 200, n -> "the same line " + n);
        append("app.log", same);
        append("app.log", numbered(1, 10, n -> "old " + n));
        start();
        ship();

        Files.write(file("app.log"), List.of(same));
        append("app.log", numbered(1, 100, n -> "new " + n));
        ship();
        ship();

        assertThat(receiver().messages()).hasSize(210 + 300).endsWith(numbered(1, 100, n -> "new " + n));
    }

    @Test
    void doesNotSpinOnAFileThatShrankBelowItsKnownSize() throws IOException {
        append("app.log", "one");
        start();
        ship();
        append("app.log", "two", "three");
        scan();
        try (FileChannel truncated = FileChannel.open(file("app.log"), StandardOpenOption.WRITE)) {
            truncated.truncate(6);
        }

        int worked = 0;
        while (pipeline("first").step()) {
            worked++;
            assertThat(worked).isLessThan(10);
        }

        append("app.log", "four");
        ship();
        ship();
        assertThat(receiver().messages()).endsWith("one", "twfour");
    }

    @Test
    void doesNotTakeARewrittenFileForTheOldOneAfterARestart() throws IOException {
        append("app.log", numbered(1, 100, n -> "old " + n));
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

        Files.writeString(file("app.log"), String.join("\n", numbered(1, 200, n -> "new " + n)) + "\n");
        start();
        ship();

        assertThat(receiver().messages()).hasSize(300);
        assertThat(losses).isEmpty();
    }

    @Test
    void countsWhatWasDeletedWhileItWasDown() throws IOException {
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

    @Test
    void neverMergesTwoFilesWithEqualBeginnings() throws IOException {
        String[] same = numbered(1, 500, n -> "line " + n);
        append("a.log", same);
        append("b.log", same);
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();
        append("b.log", "only b");
        start();
        ship();

        assertThat(receiver().messages()).hasSize(1001).endsWith("only b");
    }

    @Test
    void aDeadOutputDelaysNoOther() throws IOException {
        receiver("second");
        append("app.log", "one");
        start();
        receiver("first").nextStatus(503, 503, 503);
        ship();
        append("app.log", "two");
        run(Duration.ofMillis(1));
        ship();

        assertThat(receiver("second").messages()).containsExactly("one", "two");
        assertThat(pipeline("second").lagBytes()).isZero();
        assertThat(pipeline("first").lagBytes()).isEqualTo(8);
    }

    @Test
    void blocksRatherThanSkipsWhatTheReceiverRejects() throws IOException {
        append("app.log", "poison");
        start();
        receiver().nextStatus(400);

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo("blocked");
        assertThat(pipeline("first").status().problem()).isEqualTo("status 400: told so");
        assertThat(pipeline("first").lagBytes()).isEqualTo(7);
        run(Duration.ofMinutes(1));
        assertThat(receiver().messages()).containsExactly("poison");
    }

    @Test
    void waitsAsLongAsRetryAfterAsks() throws IOException {
        append("app.log", "one");
        start();
        receiver()
                .next(request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "100")
                        .end());
        ship();

        run(Duration.ofSeconds(90));
        assertThat(receiver().messages()).isEmpty();
        run(Duration.ofSeconds(11));

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void backsOffAlsoWhereRetryAfterSaysAtOnce() throws IOException {
        append("app.log", "one");
        start();
        for (int i = 0; i < 50; i++) {
            receiver()
                    .next(request -> request.response()
                            .setStatusCode(503)
                            .putHeader("Retry-After", "0")
                            .end());
        }

        for (int i = 0; i < 50; i++) {
            run(Duration.ofMillis(100));
        }

        assertThat(receiver().refused()).hasSizeLessThan(15);
    }

    @Test
    void cutsNoCharacterInTwo() throws IOException {
        String longLine = "a" + "é".repeat(maxLine);
        append("app.log", longLine);
        start();

        ship();

        assertThat(receiver().messages()).hasSizeGreaterThan(1);
        assertThat(String.join("", receiver().messages())).isEqualTo(longLine);
    }

    @Test
    void sendsALineThatIsTooLongInFlaggedPiecesAndGoesOn() throws IOException {
        String longLine = "x".repeat(3 * maxLine + 10);
        append("app.log", "before", longLine, "y".repeat(maxLine), "after");
        start();

        ship();

        List<String> messages = receiver().messages();
        assertThat(messages).hasSize(7).startsWith("before").endsWith("y".repeat(maxLine), "after");
        assertThat(String.join("", messages.subList(1, 5))).isEqualTo(longLine);
        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.record.partial").asBoolean()))
                .containsExactly(false, true, true, true, false, false, false);
    }

    @Test
    void takesCarriageReturnsForPartOfTheLineEnd() throws IOException {
        appendRaw("app.log", "one\r\ntwo\r\n\r\n");
        start();

        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "");
    }

    @Test
    void drainsWithoutLingeringAndSendsALastLineWithoutAnEndAsPartial() throws IOException {
        appendRaw("app.log", "one\ntwo\nunfinished");
        start();

        drain();

        assertThat(receiver().messages()).containsExactly("one", "two", "unfinished");
        assertThat(receiver().records().getLast().path("log.record.partial").asBoolean())
                .isTrue();
        assertThat(pipeline("first").isDrained()).isTrue();
    }

    @Test
    void sendsALineAgainWholeThatWasSentPartialBeforeARestart() throws IOException {
        appendRaw("app.log", "one\nunfin");
        start();
        drain();
        pass(Duration.ofSeconds(2));
        scan();

        appendRaw("app.log", "ished\n");
        start();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "unfin", "unfinished");
    }

    @Test
    void drainHurriesAnOutputThatBacksOff() throws IOException {
        append("app.log", "one");
        start();
        receiver()
                .next(request -> request.response()
                        .setStatusCode(503)
                        .putHeader("Retry-After", "300")
                        .end());
        ship();

        drain();

        assertThat(receiver().messages()).containsExactly("one");
        assertThat(pipeline("first").isDrained()).isTrue();
    }

    @Test
    void isNotDrainedWhileTheSinkIsDown() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503);

        drain();

        assertThat(pipeline("first").isDrained()).isFalse();
        assertThat(pipeline("first").lagBytes()).isEqualTo(4);
    }

    @Test
    void sendsABatchAsSoonAsItIsFull() throws IOException {
        batchBytes = 1 << 10;
        append("app.log", numbered(1, 100, UnaryOperator.identity()));
        start();

        run();

        assertThat(receiver().messages()).hasSizeGreaterThan(80);
    }

    @Test
    void readsAliasesOnceAndExcludedFilesNever() throws IOException {
        append("app.log", "one");
        Files.createSymbolicLink(file("alias.log"), file("app.log"));
        Files.createLink(file("hard.log"), file("app.log"));
        append("excluded.log", "no");
        Files.createDirectory(file("directory.log"));
        start();

        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void shipsWithoutAStateDirectoryThatTakesACheckpoint() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where a directory should be");
        append("app.log", "one");
        start();

        ship();

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void startsAnOutputWithANewNameAtTheBeginning() throws IOException {
        append("app.log", "one");
        start();
        ship();
        pass(Duration.ofSeconds(2));
        scan();

        receiver("second");
        start();
        ship();

        assertThat(receiver("first").messages()).containsExactly("one");
        assertThat(receiver("second").messages()).containsExactly("one");
    }

    @Test
    void waitsAMomentForMoreBeforeItSends() throws IOException {
        append("app.log", "one");
        start();
        run();
        append("app.log", "two");
        run();
        assertThat(receiver().bodies()).isEmpty();

        run(Duration.ofSeconds(1));

        assertThat(receiver().bodies()).as("one request").hasSize(1);
        assertThat(receiver().messages()).containsExactly("one", "two");
    }

    @Test
    void saysOfEachRecordWhereItStands() throws IOException {
        append("a.log", "one", "two");
        append("b.log", "three");
        start();
        ship();

        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.file.path").asText() + " "
                                + record.path("log.file.offset").asText()))
                .containsExactly(file("a.log") + " 0", file("a.log") + " 4", file("b.log") + " 0");
    }
}
