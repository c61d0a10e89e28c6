package io.sidecars.demoapp.reload;

/// Where a reload takes its configuration from.
public enum ConfigSource {
    /// The mounted directory.
    MOUNT,
    /// The files in the signal.
    PUSH
}
