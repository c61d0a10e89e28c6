package io.sidecars.demoapp.reload;

/// The result of a reload.
public sealed interface ReloadOutcome {
    /// The name in metrics and on the page.
    default String label() {
        return switch (this) {
            case Running _ -> "accepted";
            case Rejected _ -> "rejected";
            case Unavailable _ -> "unavailable";
        };
    }

    /// The app runs this version, which may already have been the running one.
    record Running(String version) implements ReloadOutcome {}

    /// The configuration cannot be used. The old one stays in use.
    record Rejected(String reason) implements ReloadOutcome {}

    /// The configuration could not be read, or its database does not answer. The old one stays in use, and another
    /// attempt may succeed.
    record Unavailable(String reason) implements ReloadOutcome {}
}
