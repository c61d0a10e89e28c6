package io.sidecars.configwatcher.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/// Finds the links on a path: when one of them is moved, the path leads elsewhere.
final class PathLinks {
    private static final int MAX = 40;

    private PathLinks() {}

    /// The links, each by a path whose directory is real.
    static Set<Path> of(Path path) throws IOException {
        Set<Path> links = new LinkedHashSet<>();
        add(path.toAbsolutePath(), links);
        return links;
    }

    private static void add(Path path, Set<Path> links) throws IOException {
        Path real = path.getRoot();
        for (Path name : path) {
            if (real == null) {
                return;
            }
            Path next = real.resolve(name).normalize();
            if (!Files.isSymbolicLink(next)) {
                real = next;
                continue;
            }
            if (links.size() < MAX && links.add(next)) {
                add(real.resolve(Files.readSymbolicLink(next)), links);
            }
            real = next.toRealPath();
        }
    }
}
