package io.sidecars.configwatcher.publish;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What came of the published versions, for the next run of the watcher.
///
/// @param targets by name
/// @param rejected the version that is not to be tried again
/// @param stuck whether the version to go back to was rejected too
public record SavedState(
        Map<String, SavedTarget> targets, @Nullable String rejected, boolean stuck) {
    static final SavedState NOTHING = new SavedState(Map.of(), null, false);

    public SavedState {
        targets = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(targets)));
    }

    /// What one app said last.
    ///
    /// @param accepted the version it accepted
    /// @param rejected the version it rejected since
    /// @param reason why, cut if it is long
    public record SavedTarget(
            @Nullable String accepted,
            @Nullable String rejected,
            @Nullable String reason) {
        private static final int LONGEST = 500;

        public SavedTarget {
            if (reason != null && reason.length() > LONGEST) {
                reason = reason.substring(0, LONGEST) + "…";
            }
        }
    }
}
