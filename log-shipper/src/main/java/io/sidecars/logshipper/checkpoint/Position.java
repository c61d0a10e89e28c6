package io.sidecars.logshipper.checkpoint;

/// A place between two records. Every byte before the offset has been handled.
///
/// @param guard the up to 64 bytes before the offset; if other bytes are there, this is another generation
/// @param time of the last record before it that has a time of its own, in nanoseconds since 1970; 0 for none. A
///     record without a time takes it
public record Position(long offset, Fingerprint guard, long time) {
    public static final int GUARD_LENGTH = 64;
    public static final Position START = new Position(0, Fingerprint.EMPTY, 0);
}
