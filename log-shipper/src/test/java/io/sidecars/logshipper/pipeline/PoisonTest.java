package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.pipeline.PipelineStatus.State;
import io.sidecars.logshipper.record.RecordId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of records that a receiver will never take.
class PoisonTest extends ShipperFixture {
    private final ObjectMapper json = new ObjectMapper();

    private static int poisonIsBad(String body) {
        return body.contains("poison") ? 400 : 200;
    }

    @Test
    void onlyThePoisonStaysBehind() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", numbered(1, 20, i -> i.equals("13") ? "poison" : i));
        start();

        ship();

        assertThat(receiver().messages())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                        .filter(i -> i != 13)
                        .mapToObj(Integer::toString)
                        .toList());
        JsonNode letter = letters().getFirst();
        assertThat(letters()).hasSize(1);
        assertThat(letter.path("record").asText()).isEqualTo("poison");
        assertThat(letter.path("status").asInt()).isEqualTo(400);
        assertThat(letter.path("reason").asText()).isEqualTo("status 400: told so");
        assertThat(letter.path("output").asText()).isEqualTo("first");
        assertThat(letter.path("file").asText()).isEqualTo(file("app.log").toString());
        assertThat(letter.path("offset").asInt()).isEqualTo(9 * 2 + 3 * 3);
        assertThat(letter.path("endOffset").asInt()).isEqualTo(9 * 2 + 3 * 3 + 7);
        assertThat(letter.path("id").asText())
                .isEqualTo(id(letter.path("generation").asText(), 27, 34));
        assertThat(letter.path("time").asText()).startsWith("1970-01-01T00:00:0");
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(pipeline("first").status().state()).isEqualTo(State.IDLE);
        assertThat(rejected("dead_letter")).isOne();
        assertThat(gauge("log_shipper_dead_letters")).isOne();
        assertThat(counted("log_shipper_sent_records")).isEqualTo(19);
    }

    @Test
    void everyPoisonIsFound() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", numbered(1, 200, i -> Integer.parseInt(i) % 7 == 0 ? "poison " + i : i));
        start();

        ship();

        assertThat(receiver().messages()).hasSize(200 - 28).doesNotHaveDuplicates();
        assertThat(letters())
                .extracting(letter -> letter.path("record").asText())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 28)
                        .mapToObj(i -> "poison " + 7 * i)
                        .toList());
    }

    @Test
    void aDeadLetterIsWhatTheRulesHaveLeft() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        settings = "process: [{redact: {match: \"secret\"}}]";
        append("app.log", "poison with a secret");
        start();

        ship();

        assertThat(letters().getFirst().path("record").asText()).isEqualTo("poison with a ****");
    }

    @Test
    void noCursorPassesADeadLetterThatCannotBeWritten() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", "one", "poison");
        start();
        Path inTheWay = state().resolve("dead-letters");
        Files.createDirectories(state());
        Files.writeString(inTheWay, "no directory");

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
        assertThat(pipeline("first").status().problem()).startsWith("cannot write dead letters: ");
        assertThat(pipeline("first").lagBytes()).isEqualTo(11);
        Files.delete(inTheWay);
        run(Duration.ofSeconds(30));
        assertThat(letters()).hasSize(1);
        assertThat(receiver().messages()).containsExactly("one");
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(pipeline("first").status().state()).isEqualTo(State.IDLE);
    }

    @Test
    void aFileWhoseRejectedRecordFindsNoRoomIsHeldBack() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        output = "deadLetters: {bytes: 500B}";
        append("app.log", "one", "poison 1", "two", "poison 2");
        start();

        ship();

        PipelineStatus.HeldBack held = pipeline("first").status().heldBack().getFirst();
        assertThat(held.path()).isEqualTo(file("app.log").toString());
        assertThat(held.why())
                .isEqualTo("its rejected records have used up its share of the dead-letter file: status 400: told so");
        assertThat(pipeline("first").status().isHealthy()).isFalse();
        assertThat(gauge("log_shipper_files_held_back")).isOne();
        assertThat(pipeline("first").lagBytes()).isEqualTo(9 + 4 + 9);
        assertThat(lettersFile()).doesNotExist();
        assertThat(receiver().messages()).containsExactly("one", "two");
        receiver().judge(_ -> 200);
        runOften();
        assertThat(receiver().messages()).containsExactly("one", "two", "poison 1", "two", "poison 2");
        assertThat(receiver().records().stream()
                        .map(record -> record.path("log.record.uid").asText())
                        .distinct())
                .as("ids")
                .hasSize(4);
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(pipeline("first").status().isHealthy()).isTrue();
        assertThat(gauge("log_shipper_files_held_back")).isZero();
    }

    @Test
    void whatWasEncodedBeforeAFileWasHeldBackMovesNoCursor() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        output = "deadLetters: {bytes: 500B}";
        batchRecords = 4;
        linger = "1m";
        append("app.log", "one", "poison 1", "poison 2", "two", "poison 3", "three");
        start();

        runOften();
        receiver().judge(_ -> 200);
        runOften();

        assertThat(receiver().messages()).contains("one", "poison 1", "poison 2", "two", "poison 3", "three");
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void aFileThatHasUsedUpItsShareStopsNoOtherFileAlsoAfterARestart() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        output = "deadLetters: {bytes: 4KiB}";
        append("evil.log", numbered(1, 40, i -> "poison " + i));
        append("good.log", "good 1", "poison of good.log", "good 2");
        start();

        ship();

        int letters = letters().size();
        assertThat(letters)
                .isEqualTo(pipeline("first").status().deadLetters().letters())
                .isBetween(4, 12);
        assertThat(receiver().messages()).containsExactlyInAnyOrder("good 1", "good 2");
        assertThat(heldBack()).containsExactly(file("evil.log").toString());
        append("good.log", "good 3");
        ship();
        run(Duration.ofMinutes(5));
        append("good.log", "good 4");
        ship();
        assertThat(receiver().messages()).containsExactlyInAnyOrder("good 1", "good 2", "good 3", "good 4");
        assertThat(pipeline("first").status().state()).isEqualTo(State.IDLE);

        save();
        start();
        ship();
        append("good.log", "poison 2 of good.log", "good 5");
        ship();
        assertThat(heldBack()).containsExactly(file("evil.log").toString());
        assertThat(letters()).hasSize(letters + 1);
        assertThat(receiver().messages()).endsWith("good 5").doesNotHaveDuplicates();

        receiver().judge(_ -> 200);
        pipeline("first").replay();
        ship();
        run(Duration.ofSeconds(30));
        assertThat(heldBack()).isEmpty();
        assertThat(receiver().messages())
                .contains(numbered(1, 40, i -> "poison " + i))
                .hasSize(40 + 7)
                .doesNotHaveDuplicates();
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void anyNumberOfFilesOfBadRecordsLeavesRoomForTheOthers() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        output = "deadLetters: {bytes: 16KiB}";
        for (int i = 0; i < 30; i++) {
            append("evil" + i + ".log", numbered(1, 3, n -> "poison " + n + "x".repeat(500)));
            append("evil" + i + ".log", "good");
        }
        start();
        ship();

        append("good.log", "good 1", "good 2");
        ship();

        assertThat(receiver().messages()).endsWith("good 1", "good 2");
        assertThat(pipeline("first").status().deadLetters().bytes()).isLessThan(16 << 10);
    }

    @Test
    void aFileOfNothingButBadRecordsMakesWayForTheOthers() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("evil.log", numbered(1, 150, i -> "poison " + i));
        start();
        ship();
        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);

        append("good.log", "good 1", "good 2");
        ship();
        for (int i = 0; i < 3; i++) {
            run(Duration.ofSeconds(30));
        }

        assertThat(receiver().messages()).containsExactly("good 1", "good 2");
        for (int i = 0; i < 10; i++) {
            append("good.log", "more " + i);
            runOften();
            assertThat(receiver().messages()).contains("more " + i);
        }
        receiver().judge(_ -> 200);
        runOften();
        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(letters().size()
                        + receiver().messages().stream()
                                .filter(message -> message.startsWith("poison"))
                                .count())
                .isEqualTo(150);
        assertThat(receiver().messages()).doesNotHaveDuplicates();
    }

    @Test
    void aFullFileDropsWhatDoesNotFitWhereThatIsAskedFor() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        output = "deadLetters: {bytes: 800B, full: drop}";
        append("app.log", "poison 1", "poison 2", "poison 3");
        start();

        ship();

        assertThat(letters()).hasSize(1);
        assertThat(rejected("dead_letter")).isOne();
        assertThat(rejected("dropped")).isEqualTo(2);
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void nothingIsBuriedWhileEverythingIsRejected() throws IOException {
        receiver().judge(_ -> 400);
        append("app.log", numbered(1, 150, UnaryOperator.identity()));
        start();

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
        assertThat(receiver().refused()).hasSize(100);
        assertThat(lettersFile()).doesNotExist();
        assertThat(pipeline("first").lagBytes()).isEqualTo(9 * 2 + 90 * 3 + 51 * 4);
        run(Duration.ofSeconds(30));
        assertThat(receiver().refused()).as("asks once each 30 s").hasSize(101);
        receiver().judge(_ -> 200);
        run(Duration.ofSeconds(30));
        assertThat(receiver().messages())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 150)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(lettersFile()).doesNotExist();
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    /// The one that is asked about first may be poison indeed.
    @Test
    void aBlockedOutputTriesOneRecordAfterTheOther() throws IOException {
        receiver().judge(_ -> 400);
        append("app.log", numbered(1, 150, i -> "poison " + i));
        append("app.log", "good");
        start();
        ship();

        receiver().judge(PoisonTest::poisonIsBad);
        for (int i = 0; i < 400 && receiver().messages().isEmpty(); i++) {
            run(Duration.ofSeconds(30));
        }

        assertThat(receiver().messages()).containsExactly("good");
    }

    @Test
    void aHundredRejectionsInARowBlockAlsoFromBatchToBatch() throws IOException {
        receiver().judge(_ -> 400);
        batchRecords = 1;
        append("app.log", numbered(1, 120, UnaryOperator.identity()));
        start();

        ship();

        assertThat(letters()).hasSize(99);
        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
    }

    @Test
    void whatIsTooLargeIsSentInPieces() throws IOException {
        receiver().judge(body -> body.length() > 2000 ? 413 : 200);
        append("app.log", numbered(1, 100, UnaryOperator.identity()));
        append("app.log", "x".repeat(900) + "y".repeat(1200));
        maxLine = 4 << 10;
        start();

        ship();

        assertThat(receiver().messages()).containsExactly(numbered(1, 100, UnaryOperator.identity()));
        assertThat(letters()).hasSize(1);
        assertThat(letters().getFirst().path("status").asInt()).isEqualTo(413);
    }

    @Test
    void lettersSurviveARestartAndWhatACrashHasTornIsCutOff() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", "poison 1");
        start();
        ship();
        save();
        Files.writeString(lettersFile(), "{\"torn", StandardOpenOption.APPEND);
        append("app.log", "poison 2");

        start();
        assertThat(pipeline("first").status().deadLetters().letters()).isOne();
        ship();

        assertThat(letters())
                .extracting(letter -> letter.path("record").asText())
                .containsExactly("poison 1", "poison 2");
    }

    @Test
    void aReplaySendsThemWithTheIdsThatTheyHad() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", "one", "poison", "three");
        start();
        ship();
        receiver().judge(_ -> 200);
        append("app.log", "four");

        assertThat(pipeline("first").replay()).isOne();
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("one", "three", "poison", "four");
        assertThat(lettersFile()).doesNotExist();
        assertThat(pipeline("first").status().deadLetters()).isEqualTo(new PipelineStatus.DeadLetters(0, 0, false));
        String generation = generation("app.log");
        assertThat(receiver().records())
                .filteredOn(record -> record.path("message").asText().equals("poison"))
                .extracting(record -> record.path("log.record.uid").asText())
                .containsExactly(id(generation, 4, 11));
    }

    @Test
    void aReplayOfWhatIsStillBadLeavesItThere() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", numbered(1, 150, i -> Integer.parseInt(i) % 2 == 0 ? i : "poison " + i));
        start();
        ship();
        receiver().judge(body -> body.contains("poison 77\"") ? 400 : 200);

        pipeline("first").replay();
        ship();

        assertThat(letters())
                .extracting(letter -> letter.path("record").asText())
                .containsExactly("poison 77");
        assertThat(receiver().messages()).hasSize(149).doesNotHaveDuplicates();
        assertThat(pipeline("first").status().deadLetters().replaying()).isFalse();
    }

    @Test
    void aReplayOfNothingButPoisonBlocksNobody() throws IOException {
        receiver().judge(PoisonTest::poisonIsBad);
        append("app.log", numbered(1, 240, i -> Integer.parseInt(i) % 2 == 0 ? i : "poison " + i));
        start();
        ship();
        assertThat(letters()).hasSize(120);

        pipeline("first").replay();
        ship();
        append("app.log", "more");
        ship();

        assertThat(letters()).hasSize(120);
        assertThat(receiver().messages()).endsWith("more");
    }

    private static String id(String generation, long from, long to) {
        return RecordId.of(GenerationId.parse(generation), from, to).toString();
    }

    private double rejected(String fate) {
        return registry.get("log_shipper_rejected_records")
                .tag("output", "first")
                .tag("fate", fate)
                .counter()
                .count();
    }

    private void runOften() {
        for (int i = 0; i < 10; i++) {
            run(Duration.ofSeconds(30));
        }
    }

    private List<String> heldBack() {
        return pipeline("first").status().heldBack().stream()
                .map(PipelineStatus.HeldBack::path)
                .toList();
    }

    private Path lettersFile() {
        return DeadLetters.path(state(), "first");
    }

    private List<JsonNode> letters() throws IOException {
        List<JsonNode> letters = new ArrayList<>();
        for (String line : Files.readAllLines(lettersFile())) {
            letters.add(json.readTree(line));
        }
        return letters;
    }
}
