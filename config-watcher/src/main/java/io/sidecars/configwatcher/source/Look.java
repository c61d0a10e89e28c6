package io.sidecars.configwatcher.source;

/// What one look at a source found.
public sealed interface Look {

    /// Everything there, read consistently.
    ///
    /// @param committed whether its writer swaps complete directories, so that it is never seen half-written
    record Found(Snapshot snapshot, boolean committed) implements Look {}

    /// Nothing that can be acted on.
    ///
    /// @param why one sentence
    record Nothing(String why) implements Look {}
}
