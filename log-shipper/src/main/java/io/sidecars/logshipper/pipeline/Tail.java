package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;

/// One output's place in one generation, used by its pipeline's thread only.
final class Tail {
    private final Generation generation;
    private Position position;
    private long searched;
    private boolean partialSent;
    private boolean unreadable;

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

    /// Whether a line is begun that nobody will end while we are here, and its beginning was not sent yet.
    boolean hasUnsentPartial(boolean draining) {
        return (draining || generation.isAbandoned()) && !partialSent && generation.size() > position.offset();
    }

    void readSucceeded() {
        unreadable = false;
    }

    /// Returns whether this is the first failure in a row, the one worth saying.
    boolean readFailed() {
        boolean first = !unreadable;
        unreadable = true;
        return first;
    }

    void partialSent() {
        partialSent = true;
    }
}
