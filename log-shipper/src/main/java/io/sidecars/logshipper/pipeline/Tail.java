package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;

/// One output's place in one generation, used by its pipeline's thread only.
final class Tail {
    private final Generation generation;
    private Position position;
    private long searched;
    private boolean partialSent;

    Tail(Generation generation, Position position) {
        this.generation = generation;
        this.position = position;
        this.searched = position.offset();
    }

    Generation generation() {
        return generation;
    }

    /// Where the next record starts.
    Position position() {
        return position;
    }

    /// @param searchedTo no line ends between the position and this offset: no use in reading it again before the
    ///     file has grown
    void advance(Position to, long searchedTo) {
        position = to;
        searched = searchedTo;
    }

    boolean hasNews() {
        return generation.size() > searched;
    }

    /// Whether a line is begun that nobody has ended, and its beginning was not sent yet.
    boolean hasUnsentPartial() {
        return !partialSent && generation.size() > position.offset();
    }

    void partialSent() {
        partialSent = true;
    }
}
