package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.source.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What differs between two versions; the body of a signal. It contains file names, never contents.
///
/// @param previous the version that the lists are relative to; null if unknown, and then every file is listed as
///     added
public record Change(
        String version, @Nullable String previous, List<String> added, List<String> changed, List<String> removed) {

    public static Change between(@Nullable Snapshot from, Snapshot to) {
        NavigableMap<String, String> before = from == null ? Collections.emptyNavigableMap() : from.files();
        NavigableMap<String, String> after = to.files();
        return new Change(
                to.version(),
                from == null ? null : from.version(),
                after.keySet().stream()
                        .filter(name -> !before.containsKey(name))
                        .toList(),
                after.keySet().stream()
                        .filter(before::containsKey)
                        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                        .toList(),
                before.keySet().stream()
                        .filter(name -> !after.containsKey(name))
                        .toList());
    }
}
