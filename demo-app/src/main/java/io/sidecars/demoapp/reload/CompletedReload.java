package io.sidecars.demoapp.reload;

import java.time.Instant;

/// The last reload that had something to do.
///
/// @param how `mount` or `push`
/// @param slow whether it was told to take its time
public record CompletedReload(Instant at, String how, long millis, boolean slow, ReloadOutcome outcome) {}
