package io.sidecars.demoapp.config;

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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mounted ConfigMap, written as the kubelet writes it. The files are in a directory named after the time. One
/// rename makes the symbolic link `..data` point to it. The keys are symbolic links through `..data`.
public final class KubeletVolume {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.").withZone(ZoneOffset.UTC);

    private final Path directory;

    /// @param directory the mount. Created if it does not exist
    public KubeletVolume(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    /// The value of the only key in the demo's ConfigMap.
    public static String database(String name, String password) {
        return "url: jdbc:h2:mem:" + name + "\nuser: shop\npassword: " + password + "\npoolSize: 4\n";
    }

    public void write(String databaseYaml) throws IOException {
        write(Map.of("database.yaml", databaseYaml));
    }

    /// Swaps the directory even if the content is the same, as the kubelet does for projected volumes.
    public void write(Map<String, String> content) throws IOException {
        Files.createDirectories(directory);
        @Nullable Path old = current();
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
            removeLinks(old, content.keySet());
            deleteTree(old);
        }
    }

    public static void deleteTree(Path root) throws IOException {
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

    private void removeLinks(Path old, Set<String> kept) throws IOException {
        try (Stream<Path> files = Files.list(old)) {
            for (Path file : files.toList()) {
                String key = file.getFileName().toString();
                if (!kept.contains(key)) {
                    Files.delete(directory.resolve(key));
                }
            }
        }
    }
}
