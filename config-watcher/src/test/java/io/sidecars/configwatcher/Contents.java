package io.sidecars.configwatcher;

import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.SourceFile;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The content of one source `app`.
public final class Contents {
    private Contents() {}

    public static Content of(NavigableMap<String, byte[]> files, Set<String> secret) {
        NavigableMap<String, SourceFile> named = new TreeMap<>();
        files.forEach((name, bytes) -> named.put(name, SourceFile.of("app", name, secret.contains(name), bytes)));
        return Content.of(named);
    }
}
