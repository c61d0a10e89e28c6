package io.sidecars.logshipper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// What was written to one file, through all its lives, and what the collector took of it. Some 50 bytes a line.
final class Ledger {
    private static final int SHOWN = 20;

    record Counts(
            long lines, long lost, long duplicates, long otherId, long inexcusable, long reordered, long unknown) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    lines + other.lines,
                    lost + other.lost,
                    duplicates + other.duplicates,
                    otherId + other.otherId,
                    inexcusable + other.inexcusable,
                    reordered + other.reordered,
                    unknown + other.unknown);
        }
    }

    private static final class Entry {
        private final int generation;
        private final int offset;
        private boolean taken;
        private long id;
        private int round;
        private long answeredAt;

        private Entry(int generation, int offset) {
            this.generation = generation;
            this.offset = offset;
        }
    }

    private static final class Life {
        private int toCome;
        private int highest;
    }

    private final String run;
    private final String file;
    private final Kills kills;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Life> lives = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int toCome;
    private long duplicates;
    private long otherId;
    private long inexcusable;
    private long reordered;
    private long unknown;

    Ledger(String run, String file, Kills kills) {
        this.run = run;
        this.file = file;
        this.kills = kills;
    }

    /// A line that is about to be written, and may be taken from now on.
    ///
    /// @param generation one more at most than that of the line before
    synchronized NumberedLine next(int generation, int offset) {
        if (generation == lives.size()) {
            lives.add(new Life());
        }
        lives.get(generation).toCome++;
        toCome++;
        entries.add(new Entry(generation, offset));
        return line(entries.size() - 1);
    }

    /// @param id a hash of the record's id
    /// @param round whose program sent it
    /// @param answeredAt when it was acknowledged, or [Kills#NEVER]
    synchronized void take(NumberedLine line, long id, int round, long answeredAt) {
        if (line.number() >= entries.size() || !line.equals(line(line.number()))) {
            unknown++;
            problem(line + " was never written");
            return;
        }
        Entry entry = entries.get(line.number());
        if (entry.taken) {
            compare(line, entry, id, round);
        } else {
            entry.taken = true;
            entry.id = id;
            count(line);
        }
        entry.round = round;
        entry.answeredAt = answeredAt;
    }

    private void count(NumberedLine line) {
        Life life = lives.get(line.generation());
        life.toCome--;
        toCome--;
        if (line.number() < life.highest) {
            reordered++;
            problem(place(line.number()) + " came after number " + life.highest);
        }
        life.highest = Math.max(life.highest, line.number());
    }

    private void compare(NumberedLine line, Entry before, long id, int round) {
        duplicates++;
        if (before.id != id) {
            otherId++;
            problem(place(line.number()) + " came again with another id");
        }
        if (before.round == round || !kills.excuse(before.round, before.answeredAt)) {
            inexcusable++;
            problem(place(line.number()) + " came in round " + round + ", acknowledged for good in " + before.round);
        }
    }

    /// Whether every line of this life of the file was taken: it may be deleted.
    synchronized boolean hasAll(int generation) {
        return lives.get(generation).toCome == 0;
    }

    /// Lines that were not taken yet.
    synchronized int toCome() {
        return toCome;
    }

    synchronized Counts counts() {
        return new Counts(entries.size(), toCome, duplicates, otherId, inexcusable, reordered, unknown);
    }

    synchronized LongStream ids() {
        return LongStream.of(entries.stream()
                .filter(entry -> entry.taken)
                .mapToLong(entry -> entry.id)
                .toArray());
    }

    /// The first lines that something is wrong with, each with its place.
    synchronized List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        for (int number = 0; number < entries.size() && all.size() < 2 * SHOWN; number++) {
            if (!entries.get(number).taken) {
                all.add(place(number) + " was never taken");
            }
        }
        return all;
    }

    private void problem(String what) {
        if (problems.size() < SHOWN) {
            problems.add(what);
        }
    }

    private String place(int number) {
        return line(number) + " at offset " + entries.get(number).offset;
    }

    private NumberedLine line(int number) {
        return new NumberedLine(run, file, entries.get(number).generation, number);
    }
}
