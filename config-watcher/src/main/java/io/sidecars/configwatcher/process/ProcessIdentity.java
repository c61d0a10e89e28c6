package io.sidecars.configwatcher.process;

/// A process that was seen running. Two are equal only if no restart lies between them, even where the pid is the same.
///
/// @param startTime in clock ticks since boot
public record ProcessIdentity(int pid, long startTime) {}
