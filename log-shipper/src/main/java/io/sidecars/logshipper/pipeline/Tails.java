package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Cursor;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Input;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The files that one output follows, each in its turn; counts what the output loses of those that end.
final class Tails {
    private final String output;
    private final Cursors cursors;
    private final Losses losses;
    private final Map<Input, InputFormat> formats = new HashMap<>();
    private final Map<Generation, Tail> tails = new LinkedHashMap<>();
    private List<Tail> row = List.of();
    private List<Generation> generations = List.of();
    private int turn;

    Tails(String output, Cursors cursors, Losses losses) {
        this.output = output;
        this.cursors = cursors;
        this.losses = losses;
    }

    /// Takes up new files and lets go of those that have ended.
    ///
    /// @param dropped told of each tail that nothing more is to be taken from
    /// @return false if these are the files that were there
    boolean follow(List<Generation> present, Consumer<Tail> dropped) {
        if (isSame(present)) {
            return false;
        }
        boolean first = generations.isEmpty();
        generations = present;
        for (Generation generation : present) {
            if (generation.ended() != null) {
                letGo(generation, first, dropped);
            } else if (!tails.containsKey(generation)) {
                InputFormat format = formats.computeIfAbsent(generation.input(), InputFormat::new);
                Cursor cursor = cursors.get(generation.id(), output);
                tails.put(generation, new Tail(generation, format, cursor.acknowledged()));
            }
        }
        tails.keySet().retainAll(present);
        row = List.copyOf(tails.values());
        turn = 0;
        return true;
    }

    /// Whether these are the files that are followed.
    @SuppressWarnings("ReferenceEquality") // another list says that something changed, also in what it holds
    boolean isSame(List<Generation> present) {
        return present == generations;
    }

    /// The first one from the present turn on that is taken; then it is the turn of the one after it.
    boolean takeTurns(Predicate<Tail> take) {
        for (int i = 0; i < row.size(); i++) {
            Tail tail = row.get(turn);
            turn = (turn + 1) % row.size();
            if (take.test(tail)) {
                return true;
            }
        }
        return false;
    }

    boolean noneMatch(Predicate<Tail> condition) {
        return row.stream().noneMatch(condition);
    }

    /// What was not taken into a batch by now will never be.
    ///
    /// @param first whether no batch of ours can hold any of it; one of a pipeline before us is given up
    private void letGo(Generation generation, boolean first, Consumer<Tail> dropped) {
        Cursor cursor = cursors.get(generation.id(), output);
        if (cursor.end() != Long.MAX_VALUE && !first) {
            return;
        }
        Tail tail = tails.remove(generation);
        long from = cursor.acknowledged().offset();
        if (tail != null) {
            dropped.accept(tail);
            from = tail.position().offset();
        }
        cursors.writeOff(generation.id(), output, from);
        Losses.Reason reason = generation.ended();
        long bytes = Math.min(generation.size(), cursor.end()) - from;
        if (reason != null && bytes > 0) {
            losses.lost(output, reason, bytes, generation.path().toString(), from);
        }
    }
}
