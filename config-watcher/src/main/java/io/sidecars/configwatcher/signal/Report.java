package io.sidecars.configwatcher.signal;

import org.jspecify.annotations.Nullable;

/// What came of asking an app for its version.
public sealed interface Report {

    /// The app answered.
    ///
    /// @param version null if the answer names none
    record Runs(@Nullable String version) implements Report {}

    /// The app answered, but that it cannot say now: it starts, or it is busy.
    ///
    /// @param why one line for people
    record Unclear(String why) implements Report {}

    /// There was no answer.
    ///
    /// @param why one line for people
    record Silent(String why) implements Report {}
}
