package io.sidecars.configwatcher.signal;

import org.jspecify.annotations.Nullable;

/// The result of asking an app which version it runs.
public sealed interface ProbeResult {

    /// The app answered.
    ///
    /// @param version null if the response contains none
    /// @param why one line for an operator if there is no version
    record Runs(@Nullable String version, String why) implements ProbeResult {
        public Runs(@Nullable String version) {
            this(version, version == null ? "its status names no version" : "");
        }
    }

    /// Nothing reports the version: the process was told this version, and is the same one still.
    record Told(String version) implements ProbeResult {}

    /// The version cannot be determined now: the app is starting or busy, or several processes match.
    ///
    /// @param why one line for an operator
    record Unknown(String why) implements ProbeResult {}

    /// The app did not answer.
    ///
    /// @param why one line for an operator
    record NoAnswer(String why) implements ProbeResult {}
}
