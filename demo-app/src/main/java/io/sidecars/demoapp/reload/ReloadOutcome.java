package io.sidecars.demoapp.reload;

/// How a reload ended.
public sealed interface ReloadOutcome {

    /// The app runs this version, now or still.
    record Running(String version) implements ReloadOutcome {}

    /// This configuration cannot be used; the old one stays.
    record Rejected(String reason) implements ReloadOutcome {}

    /// The configuration or its database could not be looked at; the old one stays, and it is worth trying again.
    record Unavailable(String reason) implements ReloadOutcome {}
}
