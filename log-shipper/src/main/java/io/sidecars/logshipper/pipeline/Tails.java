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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The files that one output follows. They take turns. When a file has ended, the bytes that the output did not
/// take from it are counted as lost.
final class Tails {
    private final String output;
    private final Cursors cursors;
    private final Losses losses;
    private final Map<Input, InputFormat> formats = new HashMap<>();
    private final Map<Generation, Tail> tails = new LinkedHashMap<>();
    private List<Tail> inTurn = List.of();
    private List<Generation> generations = List.of();
    private int turn;

    Tails(String output, Cursors cursors, Losses losses) {
        this.output = output;
        this.cursors = cursors;
        this.losses = losses;
    }

    /// Starts to follow new files and lets go of those that have ended.
    ///
    /// @param dropped called with each tail from which nothing more must be taken
    /// @return false if the files have not changed
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
        tails.keySet().retainAll(Set.copyOf(present));
        inTurn = List.copyOf(tails.values());
        turn = 0;
        return true;
    }

    /// Whether the files have not changed since [#follow].
    @SuppressWarnings("ReferenceEquality") // the catalog makes a new list whenever a file or its state changes
    boolean isSame(List<Generation> present) {
        return present == generations;
    }

    /// Offers each file to the predicate, beginning with the one whose turn it is, until it takes one. The next
    /// call begins with the file after that.
    boolean takeTurns(Predicate<Tail> take) {
        for (int i = 0; i < inTurn.size(); i++) {
            Tail tail = inTurn.get(turn);
            turn = (turn + 1) % inTurn.size();
            if (take.test(tail)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Tail get(Generation generation) {
        return tails.get(generation);
    }

    List<Tail> all() {
        return inTurn;
    }

    boolean noneMatch(Predicate<Tail> condition) {
        return inTurn.stream().noneMatch(condition);
    }

    /// Gives up what no batch has taken from an ended file.
    ///
    /// @param first whether this pipeline has just started, so that none of its batches holds bytes of the file;
    ///     what an earlier pipeline had in flight is given up too
    private void letGo(Generation generation, boolean first, Consumer<Tail> dropped) {
        Cursor cursor = cursors.get(generation.id(), output);
        if (cursor.end() != Long.MAX_VALUE && !first) {
            return;
        }
        Tail tail = tails.remove(generation);
        long from = cursor.acknowledged().offset();
        if (tail != null) {
            dropped.accept(tail);
            from = tail.nextRecord().offset();
        }
        cursors.writeOff(generation.id(), output, from);
        Losses.Reason reason = generation.ended();
        long bytes = Math.min(generation.size(), cursor.end()) - from;
        if (reason != null && bytes > 0) {
            losses.lost(output, reason, bytes, generation.path().toString(), from);
        }
    }
}
