package io.sidecars.logshipper.checkpoint;

import java.util.Comparator;

/// A place between two records: every byte before the offset is dealt with.
///
/// @param guard the up to 64 bytes before the offset; other bytes there mean another generation
public record Position(long offset, Fingerprint guard) implements Comparable<Position> {
    public static final int GUARD_LENGTH = 64;
    public static final Position START = new Position(0, Fingerprint.EMPTY);

    @Override
    public int compareTo(Position other) {
        return Comparator.comparingLong(Position::offset).compare(this, other);
    }
}
