package io.sidecars.logshipper;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.LongStream;

/// What became of all lines of a crash run.
///
/// @param kills rounds
/// @param corrupted records that are no line as it was written
record CrashReport(
        int kills, Collection<Ledger> ledgers, Collection<String> corrupted, Duration took, Duration stoodStill) {

    /// Duplicates that a kill excuses are no fault, everything else is.
    long faults() {
        Ledger.Counts all = counts();
        return all.lost()
                + all.otherId()
                + sharedIds()
                + all.inexcusable()
                + all.reordered()
                + all.unknown()
                + corrupted.size();
    }

    String table() {
        Ledger.Counts all = counts();
        return """
                | rounds | lines | lost | sent twice | … with another id | … inexcusable | one id for two | reordered | corrupted | seconds | of them the machine stood still |
                |---|---|---|---|---|---|---|---|---|---|---|
                | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f |
                """.formatted(
                        kills,
                        all.lines(),
                        all.lost(),
                        all.duplicates(),
                        all.otherId(),
                        all.inexcusable(),
                        sharedIds(),
                        all.reordered(),
                        all.unknown() + corrupted.size(),
                        took.toSeconds(),
                        stoodStill.toMillis() / 1e3);
    }

    /// What is wrong, the first of each kind.
    String problems() {
        StringBuilder problems = new StringBuilder();
        ledgers.forEach(ledger ->
                ledger.problems().forEach(problem -> problems.append(problem).append('\n')));
        return problems.toString();
    }

    private Ledger.Counts counts() {
        return ledgers.stream().map(Ledger::counts).reduce(Ledger.Counts.NONE, Ledger.Counts::plus);
    }

    /// A receiver that drops duplicates by id would lose one of the two.
    private long sharedIds() {
        LongStream all = ledgers.stream().map(Ledger::ids).reduce(LongStream.empty(), LongStream::concat);
        long[] ids = all.sorted().toArray();
        long shared = 0;
        for (int i = 1; i < ids.length; i++) {
            shared += ids[i] == ids[i - 1] ? 1 : 0;
        }
        return shared;
    }
}
