package io.sidecars.logshipper.checkpoint;

/// How far one output has come in one generation.
///
/// @param acknowledged everything before it was accepted by the receiver, or dropped by a rule
/// @param end from here on the bytes were counted as lost and no longer add to the lag
public record Cursor(Position acknowledged, long end) {
    public static final Cursor START = new Cursor(Position.START, Long.MAX_VALUE);

    /// Bytes of a file of this size that are neither acknowledged nor counted as lost.
    public long lag(long size) {
        return Math.max(0, Math.min(size, end) - acknowledged.offset());
    }
}
