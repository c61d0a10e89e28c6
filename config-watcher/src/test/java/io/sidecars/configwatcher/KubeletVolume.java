package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/// A mounted ConfigMap, written in exactly the order of the kubelet's `AtomicWriter`.
public final class KubeletVolume {
    private final Path mount;
    private final boolean fsGroup;
    private int generation;

    /// A volume at this path.
    ///
    /// @param fsGroup whether the Pod has an fsGroup: the kubelet then changes the attributes of every file before
    ///     the swap
    public KubeletVolume(Path mount, boolean fsGroup) {
        this.mount = mount;
        this.fsGroup = fsGroup;
    }

    public KubeletVolume(Path mount) {
        this(mount, false);
    }

    /// Swaps even if the contents are the same, as projected volumes and CSI drivers do.
    public void write(Map<String, String> payload) {
        try {
            if (!Files.exists(mount)) {
                begin(payload);
                return;
            }
            Path data = mount.resolve("..data");
            Path old = Files.isSymbolicLink(data) ? mount.resolve(Files.readSymbolicLink(data)) : null;
            Path timestamped =
                    mount.resolve("..2026_11_24_14_00_00." + UUID.randomUUID().hashCode() + "." + ++generation);
            Files.createDirectory(timestamped);
            Files.setPosixFilePermissions(timestamped, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (Map.Entry<String, String> file : payload.entrySet()) {
                Path path = timestamped.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue(), UTF_8);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            }
            if (fsGroup) {
                touchAttributes();
            }
            Path temporary = mount.resolve("..data_tmp");
            Files.createSymbolicLink(temporary, timestamped.getFileName());
            Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
            link(payload.keySet());
            if (old != null) {
                FileUtils.deleteDirectory(old.toFile());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A container sees the mount only once the first payload is complete.
    private void begin(Map<String, String> payload) throws IOException {
        Path made = mount.resolveSibling(mount.getFileName() + ".made");
        Files.createDirectories(made);
        new KubeletVolume(made, fsGroup).write(payload);
        Files.move(made, mount, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes everything at once, as an unmount does.
    public void unmount() {
        try {
            Path gone = mount.resolveSibling(mount.getFileName() + ".gone");
            Files.move(mount, gone, StandardCopyOption.ATOMIC_MOVE);
            FileUtils.deleteDirectory(gone.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void link(Set<String> names) throws IOException {
        Set<String> wanted = new TreeSet<>();
        names.forEach(name -> wanted.add(name.split("/", 2)[0]));
        for (String name : wanted) {
            Path link = mount.resolve(name);
            if (!Files.exists(link, NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of("..data", name));
            }
        }
        try (Stream<Path> visible = Files.list(mount)) {
            for (Path link : visible.toList()) {
                String name = link.getFileName().toString();
                if (!name.startsWith("..") && !wanted.contains(name)) {
                    Files.delete(link);
                }
            }
        }
    }

    private void touchAttributes() throws IOException {
        try (Stream<Path> all = Files.walk(mount)) {
            for (Path path : all.toList()) {
                Object group = Files.getAttribute(path, "unix:gid", NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", group, NOFOLLOW_LINKS);
            }
        }
    }
}
