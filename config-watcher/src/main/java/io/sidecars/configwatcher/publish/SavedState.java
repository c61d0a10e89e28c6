package io.sidecars.configwatcher.publish;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The outcomes of the published versions, kept for the next run of the watcher.
///
/// @param targets by name
/// @param rejected the version that must not be told again, null if none
/// @param stuck whether the accepted version was rejected too
public record SavedState(
        Map<String, SavedTarget> targets, @Nullable String rejected, boolean stuck) {
    static final SavedState NOTHING = new SavedState(Map.of(), null, false);

    public SavedState {
        targets = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(targets)));
    }

    /// The last answers of one app.
    ///
    /// @param accepted the version that it accepted last
    /// @param rejected the version that it has rejected since
    /// @param reason why it rejected that version, cut to 500 characters
    public record SavedTarget(
            @Nullable String accepted,
            @Nullable String rejected,
            @Nullable String reason) {
        private static final int MAX_LENGTH = 500;

        public SavedTarget {
            if (reason != null && reason.length() > MAX_LENGTH) {
                reason = reason.substring(0, MAX_LENGTH) + "…";
            }
        }
    }
}
