package io.sidecars.demoapp.collector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts delivered, lost and duplicate lines by run, number and record id. The counts are exact for 64 runs and
/// 2 Mi numbers in total (16 MiB). Lines beyond that are counted as `unaccounted`.
final class Ledger {

    static final int MAX_RUNS = 64;
    static final int MAX_NUMBERS = 2 << 20;
    static final int MAX_LINES = 200;
    private static final int MAX_LINE_LENGTH = 1000;

    private final SequenceTracker.Budget budget = new SequenceTracker.Budget(MAX_NUMBERS);
    private final Map<String, SequenceTracker> runs = new LinkedHashMap<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private long received;
    private long duplicatesWithSameId;
    private long duplicatesWithOtherId;
    private long reordered;
    private long partial;
    private long other;
    private long unaccounted;

    record Stats(
            long received,
            long distinct,
            long lost,
            long duplicates,
            long duplicatesWithSameId,
            long duplicatesWithOtherId,
            long reordered,
            long partial,
            long other,
            long unaccounted,
            List<RunStats> runs) {}

    record RunStats(String run, long highest, long distinct, long lost, long duplicates) {}

    synchronized void add(List<ReceivedRecord> records) {
        records.forEach(this::add);
    }

    private void add(ReceivedRecord record) {
        received++;
        remember(record.message());
        ReceivedRecord.Place place = record.place();
        if (record.partial()) {
            partial++; // the number may be cut off; the complete line follows
        } else if (place == null) {
            other++;
        } else if (!runs.containsKey(place.run()) && runs.size() == MAX_RUNS) {
            unaccounted++;
        } else {
            SequenceTracker run = runs.computeIfAbsent(place.run(), name -> new SequenceTracker(budget, MAX_NUMBERS));
            switch (run.add(place.seq(), record.recordId())) {
                case FIRST -> {}
                case REORDERED -> reordered++;
                case DUPLICATE_SAME_ID -> duplicatesWithSameId++;
                case DUPLICATE_OTHER_ID -> duplicatesWithOtherId++;
                case NO_ROOM -> unaccounted++;
            }
        }
    }

    private void remember(String message) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(message.length() > MAX_LINE_LENGTH ? message.substring(0, MAX_LINE_LENGTH) + "…" : message);
    }

    /// The last messages, oldest first.
    synchronized List<String> lines(int last) {
        List<String> all = new ArrayList<>(lines);
        return all.subList(Math.max(0, all.size() - last), all.size());
    }

    synchronized Stats stats() {
        List<RunStats> each = new ArrayList<>();
        runs.forEach((name, run) ->
                each.add(new RunStats(name, run.highest(), run.distinct(), run.lost(), run.duplicates())));
        return new Stats(
                received,
                each.stream().mapToLong(RunStats::distinct).sum(),
                each.stream().mapToLong(RunStats::lost).sum(),
                duplicatesWithSameId + duplicatesWithOtherId,
                duplicatesWithSameId,
                duplicatesWithOtherId,
                reordered,
                partial,
                other,
                unaccounted,
                each);
    }
}
