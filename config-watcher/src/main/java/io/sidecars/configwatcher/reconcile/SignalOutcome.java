package io.sidecars.configwatcher.reconcile;

import java.util.Locale;

/// How one signal ended, as the metrics count it.
enum SignalOutcome {
    ACCEPTED,
    REJECTED,
    /// There was no answer, or one that says nothing about the version.
    FAILED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
