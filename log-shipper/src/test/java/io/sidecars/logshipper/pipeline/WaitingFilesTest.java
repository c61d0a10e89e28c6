package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// More files than may be followed at a time. They take turns, and what was delivered stays in the directory.
class WaitingFilesTest extends ShipperFixture {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void followTwoFilesAtATime() {
        settings = "maxConcurrentFiles: 2";
    }

    @Test
    void theOldestComeFirstAndTheOthersAreCounted() throws IOException {
        List<String> lines = write(0, 7);
        age("6.log", 100); // the oldest
        start();
        scan();
        assertThat(openFiles()).isEqualTo(2);
        assertThat(waiting()).isEqualTo(5);

        ship();
        assertThat(receiver().messages().subList(0, 2)).containsExactlyInAnyOrder("line of 6", "line of 0");
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(waiting()).isZero();
        assertThat(openFiles()).isLessThanOrEqualTo(2);
    }

    @Test
    void nothingIsSentTwiceAfterARestart() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        save();
        start();
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(losses).isEmpty();
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void aFileThatGrowsAfterItWasClosedIsReadOn() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        for (int i = 0; i < 9; i++) {
            append(i + ".log", "more of " + i);
            lines.add("more of " + i);
        }
        shipAll();
        save();
        start();
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void aFileThatGrowsWhileItIsDownIsReadOn() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        save();
        for (int i = 0; i < 9; i++) {
            append(i + ".log", "more of " + i);
            lines.add("more of " + i);
        }
        start();
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void aClosedFileThatIsRenamedIsNotSentAgain() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        for (int i = 0; i < 9; i++) {
            move(i + ".log", i + ".1.log");
        }
        shipAll();
        save();
        for (int i = 0; i < 9; i++) {
            move(i + ".1.log", i + ".2.log");
        }
        start();
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void aClosedFileThatIsRewrittenWithTheSameSizeIsSent() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        Files.writeString(file("0.log"), "LINE OF 0\n");
        age("0.log", 0);
        lines.add("LINE OF 0");
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void filesWithoutALineEndKeepNoOtherWaiting() throws IOException {
        for (int i = 0; i < 4; i++) {
            appendRaw("begun" + i + ".log", "begun ");
            age("begun" + i + ".log", 50);
        }
        List<String> lines = write(0, 5);
        start();
        shipAll();
        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);

        for (int i = 0; i < 4; i++) {
            append("begun" + i + ".log", "and finished");
            lines.add("begun and finished");
        }
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void emptyAndUnreadableFilesKeepNoOtherWaiting() throws IOException {
        for (int i = 0; i < 4; i++) {
            appendRaw("empty" + i + ".log", "");
            age("empty" + i + ".log", 50);
            Files.write(file("gzip" + i + ".log"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
            age("gzip" + i + ".log", 50);
        }
        List<String> lines = write(0, 5);
        start();
        shipAll();
        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(unreadableFiles()).isEqualTo(4);

        append("empty0.log", "no longer empty");
        lines.add("no longer empty");
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void anOutputThatIsAddedGetsTheClosedFilesToo() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        receiver("second");
        reload();
        shipAll();
        save();
        start();
        shipAll();

        assertThat(receiver("first").messages()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(receiver("second").messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void anOutputThatStartsAtTheEndSkipsWaitingFilesToo() throws IOException {
        write(0, 15);
        output = "startAt: end";
        start();
        shipAll();
        append("14.log", "new");
        write(15, 16);
        shipAll();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("new", "line of 15");
    }

    @Test
    void aDrainIsNotOverWhileFilesWait() throws IOException {
        List<String> lines = write(0, 9);
        start();
        for (int i = 0; i < 20; i++) {
            boolean over = pipeline("first").isDrained();
            assertThat(!over || waiting() == 0).isTrue();
            drain();
            pass(Duration.ofSeconds(2));
        }

        assertThat(pipeline("first").isDrained()).isTrue();
        assertThat(receiver().messages()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void aDamagedListOfClosedFilesSendsThemAgain() throws IOException {
        List<String> lines = write(0, 9);
        start();
        shipAll();
        save();
        byte[] list = Files.readAllBytes(state().resolve("closed-files"));
        list[50] ^= 1;
        Files.write(state().resolve("closed-files"), list);
        start();
        shipAll();
        start();
        int sent = receiver().messages().size();
        shipAll();

        assertThat(receiver().messages()).hasSize(sent).containsAll(lines);
    }

    private List<String> write(int from, int to) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            append(i + ".log", "line of " + i);
            age(i + ".log", -i);
            lines.add("line of " + i);
        }
        return lines;
    }

    private void age(String name, int seconds) throws IOException {
        Files.setLastModifiedTime(file(name), FileTime.from(LONG_AGO.minusSeconds(seconds)));
    }

    private int waiting() {
        return (int) registry.get("log_shipper_files_waiting").gauge().value();
    }

    private void shipAll() {
        IntStream.range(0, 60).forEach(_ -> ship());
    }
}
