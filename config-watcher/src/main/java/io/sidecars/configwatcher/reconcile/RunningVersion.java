package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.source.Snapshot;
import org.jspecify.annotations.Nullable;

/// What is known about the version that an app runs.
///
/// @param version the last one that the app confirmed or reported; null if it named none, or if it has rejected a
///     version since
record RunningVersion(@Nullable String version, Certainty certainty) {

    /// How far the version can be relied on. Only what is known can be in sync.
    enum Certainty {
        /// The app confirmed or reported it, and nothing was sent to the app since.
        KNOWN,
        /// It was known, but the app does not answer now. Nothing says that the app runs anything else.
        ASSUMED,
        /// A signal may have changed it: the app did not confirm it, or the app rejected a version and may have
        /// applied a part of it.
        UNKNOWN
    }

    /// At the start, and after a rejection.
    static final RunningVersion UNKNOWN = new RunningVersion(null, Certainty.UNKNOWN);

    static RunningVersion known(@Nullable String version) {
        return new RunningVersion(version, Certainty.KNOWN);
    }

    /// After the app did not answer a question.
    RunningVersion assumed() {
        return certainty == Certainty.UNKNOWN ? this : new RunningVersion(version, Certainty.ASSUMED);
    }

    /// After a signal that the app did not confirm. The version is kept, because it is still the last that the app
    /// reported.
    RunningVersion unconfirmed() {
        return new RunningVersion(version, Certainty.UNKNOWN);
    }

    boolean isKnown() {
        return certainty == Certainty.KNOWN;
    }

    /// Whether the app is known to run this.
    boolean is(@Nullable Snapshot snapshot) {
        return isKnown() && snapshot != null && snapshot.version().equals(version);
    }

    /// Whether nothing says that the app runs anything else than this.
    boolean maybe(Snapshot snapshot) {
        return certainty != Certainty.UNKNOWN && snapshot.version().equals(version);
    }
}
