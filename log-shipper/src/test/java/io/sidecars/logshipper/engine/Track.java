package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is expected of one generation: where each output is, and what it has lost.
final class Track {
    /// Where the next record must start: at the first or, after a part of an unfinished line, at one of two
    /// places.
    record Place(int low, int high) {
        static final Place START = new Place(0, 0);
    }

    final GenerationId id;
    /// The lives that a scan cannot tell apart; nearly always one.
    final List<Life> lives = new ArrayList<>();
    final Map<String, Place> places = new TreeMap<>();
    /// The size at the last scan that saw these bytes.
    int observed;
    /// A scan has seen that they are destroyed.
    boolean destroyed;
    /// At some scan it had no name and was quiet, so that no end of its last line was to be expected.
    boolean wasAbandoned;

    Track(GenerationId id, Life life) {
        this.id = id;
        lives.add(life);
    }

    Life life() {
        return lives.getLast();
    }

    Place place(String output) {
        return places.getOrDefault(output, Place.START);
    }

    @Override
    public String toString() {
        return life().toString();
    }
}
