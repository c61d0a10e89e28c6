package io.sidecars.logshipper.checkpoint;

/// A place between two records: every byte before the offset is dealt with.
///
/// @param guard the up to 64 bytes before the offset; other bytes there mean another generation
/// @param time that the last record before it which names one names, in nanoseconds since 1970: what a record
///     without a time takes; 0 for none
public record Position(long offset, Fingerprint guard, long time) {
    public static final int GUARD_LENGTH = 64;
    public static final Position START = new Position(0, Fingerprint.EMPTY, 0);
}
