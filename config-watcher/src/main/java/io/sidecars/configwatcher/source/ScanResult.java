package io.sidecars.configwatcher.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/// The result of reading all sources once.
public sealed interface ScanResult {

    /// Every source was read, each of them consistently.
    ///
    /// @param bySource the files of each source, by its name
    /// @param quietPeriod how long the files must stay unchanged before they may be used: zero for a single mount,
    ///     because the kubelet commits a version with one rename; longer if further mounts may follow or a file
    ///     may be half-written
    /// @param notes sentences for an operator about files that are ignored or that can never change
    record Found(
            Content content,
            Map<String, NavigableMap<String, byte[]>> bySource,
            Duration quietPeriod,
            List<String> notes)
            implements ScanResult {}

    /// A source cannot be read, or is empty.
    ///
    /// @param why one sentence for an operator
    record Unavailable(String why) implements ScanResult {}
}
