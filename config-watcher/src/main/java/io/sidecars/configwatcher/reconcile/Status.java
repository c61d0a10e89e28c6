package io.sidecars.configwatcher.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `/status` shows, in the shape of its JSON.
///
/// @param history newest first
public record Status(Mounted mounted, List<Target> targets, List<Entry> history) {

    /// What is mounted.
    ///
    /// @param version the last one that was settled, null before the first
    /// @param message why there is none, or none newer
    public record Mounted(
            @Nullable String version,
            @Nullable String since,
            @Nullable String message) {}

    /// One app.
    ///
    /// @param running the version that the app confirmed or reported last
    public record Target(
            String name, String state, @Nullable String running, String message) {}

    /// One version and what became of it.
    ///
    /// @param attempts signals sent for this version, to all targets together
    public record Entry(String version, String seen, Phases phases, int attempts, String outcome) {}

    /// Milliseconds from the moment the version was seen.
    ///
    /// @param signalled to the first signal; null if none was needed or sent yet
    /// @param confirmed to the confirmation by the last target
    public record Phases(
            long settled,
            @Nullable Long signalled,
            @Nullable Long confirmed) {}
}
