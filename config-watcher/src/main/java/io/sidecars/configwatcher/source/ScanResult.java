package io.sidecars.configwatcher.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/// What one look at the sources found.
public sealed interface ScanResult {

    /// Everything there, each source read consistently.
    ///
    /// @param bySource the files of each source, by its name
    /// @param quiet how long nothing must change before this may be acted on: no time for one mount, whose writer
    ///     commits by a rename; longer where more swaps may follow, or a file may be half-written
    /// @param notes sentences for an operator: what is there and does not count, or never changes
    record Found(
            Content content, Map<String, NavigableMap<String, byte[]>> bySource, Duration quiet, List<String> notes)
            implements ScanResult {}

    /// Nothing that can be acted on.
    ///
    /// @param why one sentence
    record Unavailable(String why) implements ScanResult {}
}
