package io.sidecars.configwatcher.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Every change on disk, one step at a time. Each step is announced before it is done, so that a test can stop
/// there as a crash would.
final class Disk {
    static final String TEMPORARY = "_tmp";
    private static final FileAttribute<?> PRIVATE_FILE = attribute("rw-------");
    private static final FileAttribute<?> PRIVATE_DIRECTORY = attribute("rwx------");

    /// Receives each step before it is done.
    @FunctionalInterface
    interface Announcement {
        void next(String step) throws IOException;
    }

    /// Creates a file or link at a path that does not exist yet.
    @FunctionalInterface
    interface Creation {
        void at(Path path) throws IOException;
    }

    private final Announcement announcement;

    Disk(Announcement announcement) {
        this.announcement = announcement;
    }

    Disk() {
        this(_ -> {});
    }

    /// Only the owner can enter the directory until [#permit] lets others in.
    void directory(Path path) throws IOException {
        announce("make directory", path);
        Files.createDirectory(path, PRIVATE_DIRECTORY);
    }

    /// Only the owner can read the file until [#permit] lets others. Its content is flushed to the device on
    /// return, so that after a power failure no link points to an empty file.
    void file(Path path, byte[] content) throws IOException {
        announce("create", path);
        try (FileChannel file =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE)) {
            announce("fill", path);
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                file.write(left);
            }
            file.force(true);
        }
    }

    void permit(Path path, Set<PosixFilePermission> permissions) throws IOException {
        announce("permit", path);
        Files.setPosixFilePermissions(path, permissions);
    }

    void link(Path path, Path target) throws IOException {
        announce("link", path);
        Files.createSymbolicLink(path, target);
    }

    /// Replaces what may be at this path: at any moment, either the old or the new one is complete.
    void replace(Path path, Creation creation) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY);
        delete(temporary);
        creation.at(temporary);
        announce("rename to", path);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Deletes a file, a link or a directory with everything in it, if it exists.
    void delete(Path path) throws IOException {
        if (Files.exists(path, NOFOLLOW_LINKS)) {
            for (Path each : deepestFirst(path)) {
                announce("delete", each);
                Files.delete(each);
            }
        }
    }

    /// Whether an interrupted [#replace] may have left this.
    static boolean isTemporary(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith("..") && name.endsWith(TEMPORARY);
    }

    static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static List<Path> deepestFirst(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            return tree.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private void announce(String step, Path path) throws IOException {
        announcement.next(step + " " + path.getFileName());
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
