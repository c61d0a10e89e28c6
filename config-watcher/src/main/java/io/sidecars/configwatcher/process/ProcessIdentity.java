package io.sidecars.configwatcher.process;

/// Identifies one run of a process. After a restart the identity differs, even if the pid is the same.
///
/// @param startTime in clock ticks since boot
public record ProcessIdentity(int pid, long startTime) {}
