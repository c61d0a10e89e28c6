package io.sidecars.logshipper.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How far each output has come in each generation. A pipeline writes the entries of its output; any thread reads.
public final class Cursors {
    private final Map<GenerationId, Map<String, Cursor>> cursors = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile List<String> outputs;

    public Cursors(List<String> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    public Cursor get(GenerationId generation, String output) {
        return cursors.getOrDefault(generation, Map.of()).getOrDefault(output, Cursor.START);
    }

    public void acknowledge(GenerationId generation, String output, Position position) {
        update(generation, output, cursor -> new Cursor(position, cursor.end()));
    }

    /// Gives up everything from this offset on that the output has not put into a batch.
    public void writeOff(GenerationId generation, String output, long from) {
        update(generation, output, cursor -> new Cursor(cursor.acknowledged(), from));
    }

    /// Takes over what an earlier run saved.
    public void restore(GenerationId generation, Map<String, Cursor> saved) {
        saved.forEach((output, cursor) -> update(generation, output, _ -> cursor));
    }

    /// Whether every output has acknowledged, or given up, everything before this offset.
    public boolean settledByAll(GenerationId generation, long size) {
        return outputs.stream().allMatch(output -> get(generation, output).lag(size) == 0);
    }

    /// The position that all outputs have in common, null if they have not, or if one has given something up.
    public @Nullable Position common(GenerationId generation) {
        Cursor common = null;
        for (String output : outputs) {
            Cursor cursor = get(generation, output);
            boolean same = common == null
                    || common.acknowledged().offset() == cursor.acknowledged().offset();
            if (!same || cursor.end() != Long.MAX_VALUE) {
                return null;
            }
            common = cursor;
        }
        return common == null ? null : common.acknowledged();
    }

    public void forget(GenerationId generation) {
        cursors.remove(generation);
    }

    public List<String> outputs() {
        return outputs;
    }

    /// A number that grows with every change.
    public long changes() {
        return changes.get();
    }

    /// Takes over the names of the outputs. The cursors of removed outputs are removed too.
    public void outputs(List<String> names) {
        outputs = List.copyOf(names);
        changes.incrementAndGet();
        cursors.values().forEach(byOutput -> byOutput.keySet().retainAll(outputs));
    }

    /// The entries of one generation, of the present outputs only.
    public Map<String, Cursor> of(GenerationId generation) {
        Map<String, Cursor> entries = new TreeMap<>(cursors.getOrDefault(generation, Map.of()));
        entries.keySet().retainAll(outputs);
        return entries;
    }

    private void update(GenerationId generation, String output, UnaryOperator<Cursor> change) {
        cursors.computeIfAbsent(generation, _ -> new ConcurrentHashMap<>())
                .compute(output, (_, cursor) -> change.apply(cursor == null ? Cursor.START : cursor));
        changes.incrementAndGet();
    }
}
