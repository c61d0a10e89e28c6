package io.sidecars.configwatcher.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `/status` shows, in the shape of its JSON: names of files, never contents.
///
/// @param published null without `publish`
/// @param history newest first
public record StatusSnapshot(
        Mounted mounted, @Nullable Published published, List<TargetStatus> targets, List<Entry> history) {

    /// The mounted version.
    ///
    /// @param version the one that settled last, null before the first
    /// @param message why there is no version, or why the apps do not run it
    /// @param validationErrors validation errors, one sentence each
    /// @param notes files that are ignored, and mounts that can never change, one sentence each
    public record Mounted(
            @Nullable String version,
            @Nullable String since,
            @Nullable String message,
            List<String> validationErrors,
            List<String> notes) {}

    /// The published copy.
    ///
    /// @param version the version that the apps read
    /// @param accepted the version that a rejection restores
    /// @param stuck whether the accepted version was rejected too
    public record Published(
            @Nullable String version, @Nullable String accepted, boolean stuck) {}

    /// One app.
    ///
    /// @param running the version that the app confirmed or reported last; null if none, or since it rejected one
    public record TargetStatus(
            String name, TargetState state, @Nullable String running, String message) {}

    /// One version and its outcome.
    ///
    /// @param attempts signals sent for this version, to all targets together
    /// @param reason why it is invalid or was rejected
    public record Entry(
            String version,
            String seen,
            List<String> added,
            List<String> changed,
            List<String> removed,
            Phases phases,
            int attempts,
            VersionOutcome outcome,
            @Nullable String reason) {}

    /// Milliseconds from the moment the version was seen; null for a phase that was not needed or has not
    /// happened.
    ///
    /// @param signalled to the first signal
    /// @param confirmed to the confirmation by the last target
    public record Phases(
            long settled,
            @Nullable Long validated,
            @Nullable Long published,
            @Nullable Long signalled,
            @Nullable Long confirmed) {}
}
