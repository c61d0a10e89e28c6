package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The program's own files and directories: its state, its configuration and its credentials. They are never
/// tailed: a file that grows because it is read has no end, and a secret must not leave. They are recognized by
/// inode, so that a link or a mount cannot hide them under another name, and also by name.
final class OwnPaths {
    private final Set<Path> paths;
    private Set<FileKey> keys = Set.of();

    OwnPaths(Collection<Path> paths) {
        this.paths =
                paths.stream().map(path -> path.toAbsolutePath().normalize()).collect(Collectors.toUnmodifiableSet());
    }

    /// Looks up which of them exist.
    ///
    /// @return whether that has changed, so that earlier results may be wrong
    boolean refresh() {
        Set<FileKey> present = new HashSet<>();
        for (Path path : paths) {
            try {
                present.add(FileKey.of(path));
            } catch (IOException _) {
                // It does not exist yet, or log-shipper may not reach it.
            }
        }
        boolean changed = !present.equals(keys);
        keys = present;
        return changed;
    }

    boolean are(FileKey key) {
        return keys.contains(key);
    }

    boolean are(Path path) {
        return paths.contains(path);
    }

    /// Whether a directory is one of them, or inside one of them.
    boolean hold(Path directory) {
        for (Path place = directory; place != null; place = place.getParent()) {
            if (paths.contains(place)) {
                return true;
            }
        }
        return false;
    }
}
