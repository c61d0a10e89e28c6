package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.source.Snapshot;
import org.jspecify.annotations.Nullable;

/// What is known about the version that an app runs.
///
/// @param version the last one that the app confirmed or reported, null if it named none; shown even when not certain
/// @param certain false at the start and after every exchange that may have changed what the app runs: then the app
///     must be asked before it is told
record RunningVersion(@Nullable String version, boolean certain) {
    static final RunningVersion UNKNOWN = new RunningVersion(null, false);

    static RunningVersion certainly(@Nullable String version) {
        return new RunningVersion(version, true);
    }

    RunningVersion uncertain() {
        return new RunningVersion(version, false);
    }

    /// Whether the app certainly runs this.
    boolean is(@Nullable Snapshot snapshot) {
        return certain && snapshot != null && snapshot.version().equals(version);
    }
}
