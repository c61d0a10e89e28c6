package io.sidecars.configwatcher.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One complete version on disk: a directory that is written once and never changed.
///
/// @param mode of each file; users that may read the files may also enter the directories
record VersionDirectory(Path path, Set<PosixFilePermission> mode) {

    void write(NavigableMap<String, byte[]> contents, Disk disk) throws IOException {
        SortedSet<Path> directories = directories(contents.keySet());
        for (Path directory : directories) {
            disk.directory(directory);
        }
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            Path file = path.resolve(entry.getKey());
            disk.file(file, entry.getValue());
            disk.permit(file, mode);
        }
        // Last, because it clears the set-group-ID bit, which gives new files the group of the Pod's volume.
        for (Path directory : directories) {
            disk.permit(directory, directoryMode());
        }
    }

    /// Names and bytes; empty if not all of it is there.
    ///
    /// @throws IOException with one sentence if this user must not read it
    Optional<NavigableMap<String, byte[]>> read() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            NavigableMap<String, byte[]> contents = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(path.relativize(file).toString(), Files.readAllBytes(file));
            }
            return Optional.of(contents);
        } catch (AccessDeniedException e) {
            throw denied(e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof AccessDeniedException denied) {
                throw denied(denied);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static IOException denied(AccessDeniedException e) {
        return new IOException(e.getFile() + " cannot be read by this user", e);
    }

    /// Whether this directory has exactly these contents, with this mode.
    boolean holds(NavigableMap<String, byte[]> contents) {
        try {
            return has(contents);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private boolean has(NavigableMap<String, byte[]> contents) throws IOException {
        if (!files().equals(contents.keySet())) {
            return false;
        }
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            String name = entry.getKey();
            if (!holds(path.resolve(name), entry.getValue())
                    || !Files.getPosixFilePermissions(path.resolve(name)).equals(mode)) {
                return false;
            }
        }
        return true;
    }

    /// Reads in small pieces: the contents are in memory already.
    private static boolean holds(Path file, byte[] content) throws IOException {
        if (Files.size(file) != content.length) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[64 << 10];
            for (int at = 0; at < content.length; at += piece.length) {
                int read = in.readNBytes(piece, 0, piece.length);
                int until = Math.min(content.length, at + piece.length);
                if (!Arrays.equals(piece, 0, read, content, at, until)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> path.relativize(file).toString())
                    .collect(Collectors.toSet());
        }
    }

    /// The names of its top-level entries that readers see.
    Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        Disk.list(path).forEach(entry -> names.add(entry.getFileName().toString()));
        return Names.first(names);
    }

    /// Parents come before their children.
    private SortedSet<Path> directories(Set<String> names) {
        SortedSet<Path> directories = new TreeSet<>(Set.of(path));
        for (String name : names) {
            for (Path parent = Path.of(name).getParent(); parent != null; parent = parent.getParent()) {
                directories.add(path.resolve(parent));
            }
        }
        return directories;
    }

    private Set<PosixFilePermission> directoryMode() {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        if (mode.contains(PosixFilePermission.GROUP_READ)) {
            permissions.add(PosixFilePermission.GROUP_READ);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (mode.contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_READ);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }
}
