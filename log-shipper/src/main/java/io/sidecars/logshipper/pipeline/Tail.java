package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;
import org.jspecify.annotations.Nullable;

/// Where one output is in one generation. Used only by the thread of its pipeline.
final class Tail {
    private final Generation generation;
    private final InputFormat format;
    private Position nextRecord;
    private Position nextRead;
    private long searched;
    private boolean mayStillGrow;
    private boolean partialSent;
    private boolean unreadable;
    private @Nullable Hold hold;

    /// Nothing but its first record is sent, to ask about it, until that is accepted or has become a dead letter.
    ///
    /// @param until when to ask again
    /// @param asked whether the record is on its way
    private record Hold(String why, long until, boolean asked) {}

    Tail(Generation generation, InputFormat format, Position position) {
        this.generation = generation;
        this.format = format;
        this.nextRecord = position;
        this.nextRead = position;
        this.searched = position.offset();
    }

    Generation generation() {
        return generation;
    }

    InputFormat format() {
        return format;
    }

    /// Where the next record starts.
    Position nextRecord() {
        return nextRecord;
    }

    /// Where to continue reading: after the next record's start only if NULs were skipped.
    Position nextRead() {
        return nextRead;
    }

    /// @param to where the next record starts
    /// @param from where to continue reading
    /// @param searchedTo no record ends between the position and this offset, so there is no point in reading
    ///     again before the file has grown past it
    /// @param mayStillGrow whether a multiline record that may still grow starts at the position
    void advance(Position to, Position from, long searchedTo, boolean mayStillGrow) {
        partialSent &= to.equals(nextRecord);
        nextRecord = to;
        nextRead = from;
        searched = searchedTo;
        this.mayStillGrow = mayStillGrow;
    }

    /// Whether reading now may give a record.
    boolean hasNews(long now) {
        long size = generation.size();
        return size > searched || (mayStillGrow && !partialSent && isQuiet(now));
    }

    /// Whether reading later may give a record although the file does not change.
    boolean mayHaveNews() {
        return mayStillGrow || generation.size() > searched || hasUnsentPartial(false);
    }

    /// Whether a multiline record at the end of the file counts as complete.
    boolean isQuiet(long now) {
        return generation.isAbandoned() || now - generation.grewAt() >= format.timeoutNanos();
    }

    /// Whether the file ends with an incomplete record that will not be completed while log-shipper runs, and that
    /// was not sent yet.
    boolean hasUnsentPartial(boolean draining) {
        return (draining || generation.isAbandoned()) && !partialSent && generation.size() > nextRecord.offset();
    }

    /// Goes back to a record that is not finished, and waits.
    ///
    /// @param until when to ask about it again
    void holdBack(Position to, String why, long until) {
        advance(to, to, to.offset(), false);
        partialSent = false;
        hold = new Hold(why, until, false);
    }

    /// Why it is held back, null if it is not.
    @Nullable
    String heldBack() {
        return hold == null ? null : hold.why;
    }

    /// Whether it is held back, and it is not the time to ask about its first record.
    boolean waits(long now) {
        return hold != null && (hold.asked || now - hold.until < 0);
    }

    /// Whether the records in a batch end with the one that is asked about.
    boolean asks() {
        return hold != null;
    }

    void asked() {
        hold = hold == null ? null : new Hold(hold.why, hold.until, true);
    }

    /// Asks about the first record as soon as possible.
    void askAt(long now) {
        hold = hold == null || hold.asked ? hold : new Hold(hold.why, now, false);
    }

    /// Returns whether it was held back.
    boolean release() {
        boolean held = hold != null;
        hold = null;
        return held;
    }

    void readSucceeded() {
        unreadable = false;
    }

    /// Returns whether this is the first failure in a row, so that only this one is logged.
    boolean readFailed() {
        boolean first = !unreadable;
        unreadable = true;
        return first;
    }

    void partialSent() {
        partialSent = true;
    }
}
