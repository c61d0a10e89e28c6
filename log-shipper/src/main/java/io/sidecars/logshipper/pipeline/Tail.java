package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;

/// One output's place in one generation, used by its pipeline's thread only.
final class Tail {
    private final Generation generation;
    private final InputFormat format;
    private Position position;
    private Position reading;
    private long searched;
    private boolean open;
    private boolean partialSent;
    private boolean unreadable;

    Tail(Generation generation, InputFormat format, Position position) {
        this.generation = generation;
        this.format = format;
        this.position = position;
        this.reading = position;
        this.searched = position.offset();
    }

    Generation generation() {
        return generation;
    }

    InputFormat format() {
        return format;
    }

    /// Where the next record starts.
    Position position() {
        return position;
    }

    /// Where to read on: beyond the position only after NULs.
    Position reading() {
        return reading;
    }

    /// @param to where the next record starts
    /// @param from where to read on
    /// @param searchedTo no record ends between the position and this offset: no use in reading it again before
    ///     the file has grown
    /// @param isOpen whether a multiline record stands there that may still grow
    void advance(Position to, Position from, long searchedTo, boolean isOpen) {
        partialSent &= to.equals(position);
        position = to;
        reading = from;
        searched = searchedTo;
        open = isOpen;
    }

    /// Whether there is something to read that may give a record.
    boolean hasNews(long now) {
        long size = generation.size();
        return size > searched || (open && !partialSent && isQuiet(now));
    }

    /// Whether something to read may turn up although the file stays as it is.
    boolean mayHaveNews() {
        return open || generation.size() > searched || hasUnsentPartial(false);
    }

    /// Whether a record at the end of the file will not grow any more.
    boolean isQuiet(long now) {
        return generation.isAbandoned() || now - generation.grewAt() >= format.timeoutNanos();
    }

    /// Whether a record is begun that nobody will end while we are here, and its beginning was not sent yet.
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
