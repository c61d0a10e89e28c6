package io.sidecars.configwatcher.publish;

import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.PublishConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/// A directory from which an app reads its configuration as it would read a mounted ConfigMap. The link `..data`
/// points to the published version and is moved by one rename, so a reader that resolves it once sees one
/// complete version. The link `..accepted` points to the version that a rejection restores. A crash at any step
/// leaves both complete; the next [#open] removes what else it left behind.
///
/// One writer at a time: it is made for one thread of one process.
public final class Published {
    static final String DATA = "..data";
    private static final String ACCEPTED = "..accepted";

    private final Path directory;
    private final Set<PosixFilePermission> mode;
    private final Disk disk;
    private final Pointer data;
    private final Pointer accepted;
    private final VisibleLinks links;

    private Published(PublishConfig config, Disk disk) {
        this.directory = config.path();
        this.mode = config.mode();
        this.disk = disk;
        this.data = new Pointer(directory.resolve(DATA), disk);
        this.accepted = new Pointer(directory.resolve(ACCEPTED), disk);
        this.links = new VisibleLinks(directory, disk);
    }

    /// Creates the directory if it is missing, and keeps the versions that are published there.
    ///
    /// @param sources the watched directories: none of them may share files with the copy
    /// @throws InvalidConfigException with one sentence if the directory cannot be used
    public static Published open(PublishConfig config, List<Path> sources) throws IOException {
        return open(config, sources, new Disk());
    }

    /// Refuses a directory that [#open] would refuse, and changes nothing.
    ///
    /// @return the directory, or the nearest one above it that exists
    /// @throws InvalidConfigException with one sentence if the directory cannot be used
    public static Path check(PublishConfig config, List<Path> sources) throws IOException {
        return Destination.check(config.path(), sources);
    }

    static Published open(PublishConfig config, List<Path> sources, Disk disk) throws IOException {
        Destination.prepare(config.path(), sources);
        Published published = new Published(config, disk);
        published.tidy();
        return published;
    }

    /// Publishes these contents, name to bytes. If they are published already, nothing is swapped.
    ///
    /// @throws IllegalArgumentException with one sentence if a name cannot be that of a file
    /// @throws IOException if they cannot be written: the app sees the previous version or already this one
    public void publish(NavigableMap<String, byte[]> contents) throws IOException {
        Names.check(contents.keySet());
        links.check(Names.first(contents.keySet()));
        try (Closeable _ = this::tidy) { // also after a failure: the disk may be full
            Optional<Path> present = data.target();
            if (present.isEmpty() || !version(present.get()).holds(contents)) {
                Path next = directory.resolve(Pointer.newVersion());
                version(next).write(contents, disk);
                data.moveTo(next);
            }
        }
    }

    /// Makes the published version the accepted one.
    ///
    /// @throws IOException also if nothing is published
    public void accept() throws IOException {
        Path present = data.target()
                .orElseThrow(() -> new IOException(directory + " holds no published version that could be accepted"));
        if (!accepted.leadsTo(present)) {
            accepted.moveTo(present);
        }
        tidy();
    }

    /// Publishes the accepted version again and removes the other one.
    ///
    /// @return false if no version is accepted
    public boolean restore() throws IOException {
        Optional<Path> good = accepted.target();
        if (good.isEmpty()) {
            return false;
        }
        if (!data.leadsTo(good.get())) {
            data.moveTo(good.get());
        }
        tidy();
        return true;
    }

    /// The accepted version; empty if there is none, or if not all of it is there.
    public Optional<NavigableMap<String, byte[]>> accepted() throws IOException {
        Optional<Path> target = accepted.target();
        return target.isPresent() ? version(target.get()).read() : Optional.empty();
    }

    /// In the order of the kubelet: links first, so that an app can open a new file by name as early as possible.
    private void tidy() throws IOException {
        Optional<Path> present = data.target();
        links.leadTo(present.isPresent() ? version(present.get()).names() : Set.of());
        for (Path entry : Disk.list(directory)) {
            boolean left = Pointer.isVersion(entry) && !data.leadsTo(entry) && !accepted.leadsTo(entry);
            if (left || Disk.isTemporary(entry)) {
                disk.delete(entry);
            }
        }
    }

    private VersionDirectory version(Path path) {
        return new VersionDirectory(path, mode);
    }
}
