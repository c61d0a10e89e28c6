package io.sidecars.configwatcher.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `/status` shows, in the shape of its JSON. Names of files, never contents.
///
/// @param published null where nothing is published
/// @param history newest first
public record StatusSnapshot(Mounted mounted, @Nullable Published published, List<Target> targets, List<Entry> history) {

    /// What is mounted.
    ///
    /// @param version the last one that was settled, null before the first
    /// @param message why there is none, or why the apps do not run it
    /// @param findings what is wrong with it, one sentence each
    /// @param notes what is there and does not count, or can never change
    public record Mounted(
            @Nullable String version,
            @Nullable String since,
            @Nullable String message,
            List<String> findings,
            List<String> notes) {}

    /// What the apps can read.
    ///
    /// @param accepted the version to go back to
    public record Published(
            @Nullable String version, @Nullable String accepted, boolean stuck) {}

    /// One app.
    ///
    /// @param running the version that the app confirmed or reported last
    public record Target(
            String name, String state, @Nullable String running, String message) {}

    /// One version and what became of it.
    ///
    /// @param attempts signals sent for this version, to all targets together
    /// @param reason why it is invalid or rejected
    public record Entry(
            String version,
            String seen,
            List<String> added,
            List<String> changed,
            List<String> removed,
            Phases phases,
            int attempts,
            String outcome,
            @Nullable String reason) {}

    /// Milliseconds from the moment the version was seen; null for what was not needed or has not happened.
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
