package io.sidecars.logshipper.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// How far each output has acknowledged each generation. Pipelines write their own entries, anybody reads.
public final class Cursors {
    private final List<String> outputs;
    private final Map<GenerationId, Map<String, Position>> acknowledged = new ConcurrentHashMap<>();

    public Cursors(List<String> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    public Position get(GenerationId generation, String output) {
        return acknowledged.getOrDefault(generation, Map.of()).getOrDefault(output, Position.START);
    }

    public void acknowledge(GenerationId generation, String output, Position position) {
        acknowledged.computeIfAbsent(generation, _ -> new ConcurrentHashMap<>()).put(output, position);
    }

    public boolean acknowledgedByAll(GenerationId generation, long offset) {
        return outputs.stream().allMatch(output -> get(generation, output).offset() >= offset);
    }

    public void forget(GenerationId generation) {
        acknowledged.remove(generation);
    }

    public List<String> outputs() {
        return outputs;
    }

    /// The entries of one generation, of the present outputs only: a removed output's cursors go with it.
    public Map<String, Position> of(GenerationId generation) {
        Map<String, Position> positions = new TreeMap<>(acknowledged.getOrDefault(generation, Map.of()));
        positions.keySet().retainAll(outputs);
        return positions;
    }
}
