package io.sidecars.demoapp.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderLogTest {

    private static final int SIZE = 8 << 10;

    @TempDir
    Path directory;

    private OrderLog open() throws IOException {
        return new OrderLog(directory, new RotatingFile.Limits(SIZE, 20));
    }

    /// All lines of all files, oldest first.
    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 20; i > 0; i--) {
            Path rotated = directory.resolve("app." + i + ".log");
            if (Files.exists(rotated)) {
                lines.addAll(Files.readAllLines(rotated));
            }
        }
        lines.addAll(Files.readAllLines(directory.resolve("app.log")));
        return lines;
    }

    private static List<Long> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> Long.valueOf(line.replaceAll(".* seq=(\\d+)].*", "$1")))
                .toList();
    }

    @Test
    void lineHasTheDocumentedForm() throws Exception {
        try (OrderLog log = open()) {
            log.write(Level.INFO, "order 1 placed in {blue}");
            log.write(Level.WARN, "an order failed");

            String run = "\\[run=" + log.run() + " seq=";
            assertThat(log.run()).matches("[0-9a-f]{8}");
            assertThat(lines()).hasSize(2);
            assertThat(lines().getFirst())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  " + run
                            + "1] order 1 placed in \\{blue}");
            assertThat(lines().getLast()).matches(".*Z WARN  " + run + "2] an order failed");
        }
    }

    @Test
    void numbersHaveNoGapAcrossRotationsWithWritersAtTheSameTime() throws Exception {
        try (OrderLog log = open()) {
            List<Thread> writers = new ArrayList<>();
            OrderLog.Burst burst = log.burst(1000);
            for (int i = 0; i < 4; i++) {
                writers.add(Thread.ofVirtual().start(() -> write(log, 50)));
            }
            for (Thread writer : writers) {
                writer.join();
            }

            assertThat(burst).isEqualTo(new OrderLog.Burst(1, 1000));
            assertThat(log.written()).isEqualTo(1200);
            assertThat(numbers(lines()))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 1200).boxed().toList());
            assertThat(directory.resolve("app.5.log")).exists();
        }
    }

    private static void write(OrderLog log, int lines) {
        try {
            for (int i = 0; i < lines; i++) {
                log.write(Level.INFO, "an order");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void fileIsRotatedAsSoonAsItIsFull() throws Exception {
        try (OrderLog log = open()) {
            write(log, 500);

            for (int i = 1; Files.exists(directory.resolve("app." + i + ".log")); i++) {
                assertThat(Files.size(directory.resolve("app." + i + ".log"))).isBetween((long) SIZE, SIZE + 200L);
            }
            assertThat(directory.resolve("app.1.log")).exists();
        }
    }

    @Test
    void secondBurstWaitsItsTurn() throws Exception {
        try (OrderLog log = open()) {
            log.burst(20_000);
            assertThat(log.burst(1)).isNull();

            await().until(() -> log.written() == 20_000);
            await().untilAsserted(() -> assertThat(log.burst(1)).isEqualTo(new OrderLog.Burst(20_001, 20_001)));
        }
    }

    @Test
    void newRunStartsAtOneAndAppends() throws Exception {
        try (OrderLog log = open()) {
            write(log, 2);
        }
        try (OrderLog log = open()) {
            write(log, 1);
        }

        assertThat(numbers(lines())).containsExactly(1L, 2L, 1L);
    }

    @Test
    void missingDirectoryIsOneSentence() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> new OrderLog(nowhere, new RotatingFile.Limits(SIZE, 1)))
                .hasMessage("the log directory " + nowhere + " does not exist or is not writable");
    }
}
