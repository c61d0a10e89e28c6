package io.sidecars.configwatcher.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The names that an app opens: for each top-level file or directory of the published version, a link through
/// `..data`.
record VisibleLinks(Path directory, Disk disk) {

    /// @throws IOException with one sentence if a foreign file has one of the names
    void check(Set<String> names) throws IOException {
        for (String name : names) {
            Path link = directory.resolve(name);
            if (Files.exists(link, NOFOLLOW_LINKS) && !isOurs(link)) {
                throw new IOException(link + " already exists: only published files may be in " + directory);
            }
        }
    }

    /// Creates the missing links for these names and removes all others.
    void leadTo(Set<String> names) throws IOException {
        for (String name : names) {
            Path link = directory.resolve(name);
            if (!Files.exists(link, NOFOLLOW_LINKS)) {
                disk.link(link, target(name));
            }
        }
        for (Path entry : Disk.list(directory)) {
            if (isOurs(entry) && !names.contains(entry.getFileName().toString())) {
                disk.delete(entry);
            }
        }
    }

    private static boolean isOurs(Path entry) throws IOException {
        return Files.isSymbolicLink(entry)
                && Files.readSymbolicLink(entry)
                        .equals(target(entry.getFileName().toString()));
    }

    private static Path target(String name) {
        return Path.of(Published.DATA, name);
    }
}
