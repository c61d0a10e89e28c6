package io.sidecars.demoapp.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    private static String line(String run, long seq) {
        return "2026-11-24T14:00:00.123Z INFO  [run=" + run + " seq=" + seq + "] order";
    }

    private static String json(String message, String id) {
        return "{\"message\":\"" + message + "\",\"log.record.uid\":\"" + id
                + "\",\"log.file.offset\":7,\"more\":{\"a\":[1]}}\n";
    }

    private void receive(String ndjson) throws Exception {
        ledger.add(RecordParser.parse(ndjson.getBytes(UTF_8)));
    }

    private void receive(long seq, String id) throws Exception {
        receive(json(line("aaaaaaaa", seq), id));
    }

    @Test
    void completeDeliveryLosesNothing() throws Exception {
        for (long seq = 1; seq <= 10_000; seq++) {
            receive(seq, "id" + seq);
        }

        Ledger.Stats stats = ledger.stats();
        assertThat(stats.received()).isEqualTo(10_000);
        assertThat(stats.distinct()).isEqualTo(10_000);
        assertThat(stats.lost() + stats.duplicates() + stats.reordered() + stats.other())
                .isZero();
    }

    @Test
    void numbersThatNeverCameAreLost() throws Exception {
        for (long seq : new long[] {2, 3, 5000, 5003}) {
            receive(seq, "id" + seq);
        }

        assertThat(ledger.stats().lost()).isEqualTo(5003 - 4);
        assertThat(ledger.stats().runs()).containsExactly(new Ledger.RunStats("aaaaaaaa", 5003, 4, 5003 - 4, 0));
    }

    @Test
    void lateNumberIsReorderedAndNoLongerLost() throws Exception {
        receive(1, "a");
        receive(3, "c");
        assertThat(ledger.stats().lost()).isEqualTo(1);

        receive(2, "b");

        assertThat(ledger.stats().lost()).isZero();
        assertThat(ledger.stats().reordered()).isEqualTo(1);
    }

    @Test
    void duplicatesAreToldApartByTheirRecordId() throws Exception {
        receive(1, "0123456789abcdef0123456789abcdef");
        receive(1, "0123456789abcdef0123456789abcdef");
        receive(1, "0123456789abcdef0123456789abcdee");
        receive(json(line("aaaaaaaa", 2), "x").replace("log.record.uid", "no.id"));
        receive(json(line("aaaaaaaa", 2), "x").replace("log.record.uid", "no.id"));

        Ledger.Stats stats = ledger.stats();
        assertThat(stats.duplicates()).isEqualTo(3);
        assertThat(stats.duplicatesWithSameId()).isEqualTo(1);
        assertThat(stats.duplicatesWithOtherId()).isEqualTo(2);
        assertThat(stats.distinct()).isEqualTo(2);
        assertThat(stats.reordered()).isZero();
    }

    @Test
    void partialLineCountsForNoNumber() throws Exception {
        receive(1, "a");
        receive(json(line("aaaaaaaa", 2), "b").replace("\"more\"", "\"log.record.partial\":true,\"more\""));

        assertThat(ledger.stats().partial()).isEqualTo(1);
        assertThat(ledger.stats().distinct()).isEqualTo(1);

        receive(2, "b");

        assertThat(ledger.stats().distinct()).isEqualTo(2);
        assertThat(ledger.stats().duplicates()).isZero();
    }

    @Test
    void linesWithoutNumberAreCountedApart() throws Exception {
        receive(json("hello", "a"));

        assertThat(ledger.stats().other()).isEqualTo(1);
        assertThat(ledger.stats().runs()).isEmpty();
    }

    @Test
    void whatExceedsTheBoundsIsUnaccountedAndSpoilsNothing() throws Exception {
        receive(1, "a");
        receive(Ledger.MAX_NUMBERS + 1L, "b");
        for (int run = 1; run <= Ledger.MAX_RUNS; run++) {
            receive(json(line("run" + run, 1), "c"));
        }

        Ledger.Stats stats = ledger.stats();
        assertThat(stats.unaccounted()).isEqualTo(2);
        assertThat(stats.runs()).hasSize(Ledger.MAX_RUNS);
        assertThat(stats.lost()).isZero();
    }

    @Test
    void runsShareOneBudgetOfNumbers() {
        SequenceTracker.Budget budget = new SequenceTracker.Budget(2 * SequenceTracker.PAGE);
        SequenceTracker first = new SequenceTracker(budget, 8 * SequenceTracker.PAGE);
        SequenceTracker second = new SequenceTracker(budget, 8 * SequenceTracker.PAGE);

        assertThat(first.add(1, 7)).isEqualTo(SequenceTracker.Arrival.FIRST);
        assertThat(second.add(SequenceTracker.PAGE, 7)).isEqualTo(SequenceTracker.Arrival.FIRST);
        assertThat(second.add(SequenceTracker.PAGE + 1, 7)).isEqualTo(SequenceTracker.Arrival.NO_ROOM);
        assertThat(second.highest()).isEqualTo(SequenceTracker.PAGE);
        assertThat(first.add(2, 7)).isEqualTo(SequenceTracker.Arrival.FIRST);
    }

    @Test
    void remembersTheLastTwoHundredLines() throws Exception {
        for (long seq : LongStream.rangeClosed(1, 250).toArray()) {
            receive(seq, "id");
        }

        assertThat(ledger.lines(200)).hasSize(200).first().isEqualTo(line("aaaaaaaa", 51));
        assertThat(ledger.lines(2)).containsExactly(line("aaaaaaaa", 249), line("aaaaaaaa", 250));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"message":"a"}~{"message":  | line 2: not JSON
            {"message":"a"}~[1]          | line 2: each line must be a JSON object
            {"message":7}                | line 1: message must be a string
            {}                           | line 1: message must be a string
            """)
    void malformedRecordsAreNamedByLine(String ndjson, String sentence) {
        assertThatThrownBy(() -> RecordParser.parse(ndjson.replace('~', '\n').getBytes(UTF_8)))
                .hasMessageStartingWith(sentence);
    }
}
