package io.sidecars.configwatcher.reconcile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What became of a version.
public enum VersionOutcome {
    /// Not every target runs it yet.
    PENDING,
    /// Every target confirmed it.
    ACCEPTED,
    /// Every target was told it, and at least one has nothing that confirms it.
    TOLD,
    /// A target rejected it.
    REJECTED,
    /// A target rejected it, and every target runs the accepted version again.
    ROLLED_BACK,
    /// It failed validation and was neither published nor told.
    INVALID,
    /// A newer version replaced it while it was pending.
    SUPERSEDED;

    /// As `/status` and the metrics show it, for example `rolled_back`.
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
