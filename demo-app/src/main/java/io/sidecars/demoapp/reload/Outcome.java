package io.sidecars.demoapp.reload;

/// How a reload ended.
public sealed interface Outcome {

    /// The app runs this version, now or still.
    record Running(String version) implements Outcome {}

    /// The mounted configuration cannot be used; the old one stays.
    record Rejected(String reason) implements Outcome {}

    /// The configuration could not be looked at; the old one stays, and it is worth trying again.
    record Unreadable(String reason) implements Outcome {}
}
