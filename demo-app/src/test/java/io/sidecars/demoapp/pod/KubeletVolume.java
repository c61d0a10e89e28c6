package io.sidecars.demoapp.pod;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mounted ConfigMap, written as the kubelet writes it: into a new directory with a time for a name, which the
/// symbolic link `..data` is then made to point at in one rename. The keys are links through `..data`.
final class KubeletVolume {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.").withZone(ZoneOffset.UTC);

    private final Path directory;

    /// @param directory the mount; made if it is not there
    KubeletVolume(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /// Does nothing if no content changes, like the kubelet.
    void write(Map<String, String> content) throws IOException {
        @Nullable Path old = current();
        if (old != null && read(old).equals(content)) {
            return;
        }
        Path fresh = Files.createDirectory(directory.resolve(
                STAMP.format(Instant.now()) + UUID.randomUUID().toString().substring(0, 8)));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var entry : content.entrySet()) {
            Path file = Files.writeString(fresh.resolve(entry.getKey()), entry.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), fresh.getFileName());
        Files.move(next, directory.resolve("..data"), ATOMIC_MOVE);
        for (String key : content.keySet()) {
            if (!Files.exists(directory.resolve(key), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(directory.resolve(key), Path.of("..data", key));
            }
        }
        if (old != null) {
            Set<String> removed = new HashSet<>(read(old).keySet());
            removed.removeAll(content.keySet());
            for (String key : removed) {
                Files.delete(directory.resolve(key));
            }
            deleteTree(old);
        }
    }

    /// What is mounted; empty before the first write.
    Map<String, String> read() throws IOException {
        @Nullable Path current = current();
        return current == null ? new HashMap<>() : read(current);
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private @Nullable Path current() throws IOException {
        Path link = directory.resolve("..data");
        return Files.exists(link) ? directory.resolve(Files.readSymbolicLink(link)) : null;
    }

    private static Map<String, String> read(Path from) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (var files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                content.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return content;
    }
}
