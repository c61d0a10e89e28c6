package io.sidecars.configwatcher.source;

import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Names the files of several sources. Each has its own name, unless two files would have the same one, or one of
/// them would be a directory that holds the other: those are named by their source and their own name.
final class FileNames {
    private FileNames() {}

    /// Every file by its name among all of them. Names of sources are different and have no slash, so in the end
    /// no two collide.
    static NavigableMap<String, SourceFile> of(Collection<SourceFile> files) {
        Set<SourceFile> qualified = new HashSet<>();
        while (true) {
            NavigableMap<String, SourceFile> named = new TreeMap<>();
            Set<SourceFile> colliding = new HashSet<>();
            for (SourceFile file : files) {
                String name = qualified.contains(file) ? file.source() + "/" + file.name() : file.name();
                SourceFile other = named.putIfAbsent(name, file);
                if (other != null) {
                    colliding.add(file);
                    colliding.add(other);
                }
            }
            addNested(named, colliding);
            if (!qualified.addAll(colliding)) {
                return named;
            }
        }
    }

    private static void addNested(NavigableMap<String, SourceFile> named, Set<SourceFile> colliding) {
        named.forEach((name, file) -> {
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                SourceFile directory = named.get(name.substring(0, slash));
                if (directory != null) {
                    colliding.add(directory);
                    colliding.add(file);
                }
            }
        });
    }
}
