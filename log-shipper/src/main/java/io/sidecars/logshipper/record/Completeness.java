package io.sidecars.logshipper.record;

/// How much of what the app wrote is in a record.
public enum Completeness {
    /// All of it.
    COMPLETE,
    /// A piece of a record that is too long, or a record that was sent before its end was written.
    PARTIAL,
    /// The beginning. The rest was too long and is left out.
    TRUNCATED
}
