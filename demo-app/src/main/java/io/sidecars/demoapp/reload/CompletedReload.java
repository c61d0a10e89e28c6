package io.sidecars.demoapp.reload;

import java.time.Instant;

/// A reload of a version that was not already running.
///
/// @param slow whether the reload was slowed down on request
public record CompletedReload(Instant at, ConfigSource source, long millis, boolean slow, ReloadOutcome outcome) {}
