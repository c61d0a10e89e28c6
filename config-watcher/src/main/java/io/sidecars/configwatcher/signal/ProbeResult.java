package io.sidecars.configwatcher.signal;

import org.jspecify.annotations.Nullable;

/// What came of asking an app for its version.
public sealed interface ProbeResult {

    /// The app answered.
    ///
    /// @param version null if the answer names none
    record Runs(@Nullable String version) implements ProbeResult {}

    /// The app answered, but that it cannot say now: it starts, or it is busy.
    ///
    /// @param why one line for people
    record Unknown(String why) implements ProbeResult {}

    /// There was no answer.
    ///
    /// @param why one line for people
    record NoAnswer(String why) implements ProbeResult {}
}
