package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.source.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an app is told, and the body of the signal: names only, never contents.
///
/// @param previous the version that the lists are relative to; null if none is known, and then every name is added
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
