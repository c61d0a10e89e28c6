import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A mounted ConfigMap, written in exactly the order of the kubelet's `AtomicWriter`, and plain directories.
final class KubeletVolume {
    /// A change of what is mounted.
    ///
    /// @param at just before the change took effect, by `System.nanoTime`
    /// @param version the version by the rule in the README of config-watcher
    record Swap(long at, String version) {}

    private final Path mount;
    private final boolean fsGroup;
    private int generation;

    /// @param fsGroup whether the Pod has an fsGroup: the kubelet then changes the attributes of every file
    ///     before the swap
    KubeletVolume(Path mount, boolean fsGroup) {
        this.mount = mount;
        this.fsGroup = fsGroup;
    }

    Path mount() {
        return mount;
    }

    /// Swaps even if the contents are the same, as projected volumes and CSI drivers do.
    Swap swap(SortedMap<String, String> payload) throws IOException {
        Files.createDirectories(mount);
        Path data = mount.resolve("..data");
        Path old = Files.isSymbolicLink(data) ? mount.resolve(Files.readSymbolicLink(data)) : null;
        Path timestamped = mount.resolve("..2026_11_24_14_00_00." + ++generation);
        Files.createDirectory(timestamped);
        Files.setPosixFilePermissions(timestamped, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Map.Entry<String, String> file : payload.entrySet()) {
            Path path = timestamped.resolve(file.getKey());
            Files.writeString(path, file.getValue());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
        if (fsGroup) {
            touchAttributes();
        }
        String version = version(payload);
        Path temporary = mount.resolve("..data_tmp");
        Files.createSymbolicLink(temporary, timestamped.getFileName());
        long at = System.nanoTime();
        Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
        for (String name : payload.keySet()) {
            Path link = mount.resolve(name);
            if (!Files.exists(link, NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of("..data", name));
            }
        }
        if (old != null) {
            delete(old);
        }
        return new Swap(at, version);
    }

    /// Three typical configuration files, one of which contains the number.
    static SortedMap<String, String> payload(int number) {
        SortedMap<String, String> payload = new TreeMap<>();
        payload.put("application.properties", "database.url=jdbc:postgresql://db:5432/orders\n".repeat(20));
        payload.put("features.json", "{\"rollout\": " + number + "}\n");
        payload.put("logging.yaml", "level: info\nloggers: {io.sidecars: debug}\n".repeat(10));
        return payload;
    }

    static String version(SortedMap<String, String> payload) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            payload.forEach((name, content) -> {
                byte[] bytes = content.getBytes(UTF_8);
                sum.update(name.getBytes(UTF_8));
                sum.update((byte) 0);
                sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.length));
                sum.update(bytes);
            });
            return "sha256:" + HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    private void touchAttributes() throws IOException {
        try (Stream<Path> all = Files.walk(mount)) {
            List<Path> paths = all.toList();
            for (Path path : paths) {
                Object group = Files.getAttribute(path, "unix:gid", NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", group, NOFOLLOW_LINKS);
            }
        }
    }
}
