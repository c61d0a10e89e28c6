package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/// The directory in which the matches of a pattern are, and the only way to them. An app writes there, so every
/// name may become a link to a file that only log-shipper can read. Such a link is refused, unless it leads into a
/// directory that the configuration names.
///
/// @param path the names before the first wildcard
/// @param followLinksInto other directories into which links may lead
record Root(Path path, List<Path> followLinksInto) {
    /// Goes to the directory itself.
    Walk open() throws IOException {
        Walk walk = Walk.to(path);
        for (Path directory : followLinksInto) {
            try (Walk allowed = Walk.to(directory)) {
                walk.allow(allowed.here().key());
            } catch (IOException _) {
                // It does not exist, so no link leads there.
            }
        }
        return walk;
    }

    /// Goes to a place below the directory.
    ///
    /// @throws LeadsOutException if a link leads out
    Walk open(Path place) throws IOException {
        Walk walk = open();
        boolean complete = false;
        try {
            walk.go(path.relativize(place));
            complete = true;
            return walk;
        } finally {
            if (!complete) {
                walk.close();
            }
        }
    }

    /// Opens a file for reading, without waiting, whatever has its name now.
    ///
    /// @throws IOException also if another file has its name now
    FileChannel read(Path file, FileKey key) throws IOException {
        try (Walk walk = open(file)) {
            Stat stat = walk.here().stat();
            if (!stat.key().equals(key) || stat.kind() != Stat.Kind.REGULAR) {
                throw new IOException("another file has its name now");
            }
            return walk.here().read();
        }
    }

    /// Looks at the file that has this name now.
    Stat look(Path file) throws IOException {
        try (Walk walk = open(file)) {
            return walk.here().stat();
        }
    }
}
