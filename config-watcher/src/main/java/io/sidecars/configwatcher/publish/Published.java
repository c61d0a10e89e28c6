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

/// A directory where an app reads its configuration as it would read a mounted ConfigMap. `..data` leads to the
/// published version and is moved by one rename, so a reader that resolves it once sees one complete version.
/// `..accepted` leads to the version to go back to. A crash at any moment leaves both complete; what else it leaves
/// is removed by the next [#open].
///
/// One writer at a time: this is for one thread of one process.
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

    /// Creates the directory if it is missing, and takes over what is published there.
    ///
    /// @param sources what is watched: none of them may share files with the copy
    /// @throws InvalidConfigException with one sentence if the directory cannot be used
    public static Published open(PublishConfig config, List<Path> sources) throws IOException {
        return open(config, sources, new Disk());
    }

    static Published open(PublishConfig config, List<Path> sources, Disk disk) throws IOException {
        Destination.prepare(config.path(), sources);
        Published published = new Published(config, disk);
        published.tidy();
        return published;
    }

    /// Lets the app see these contents, name to bytes. Nothing is swapped if it sees them already.
    ///
    /// @throws IllegalArgumentException with one sentence if the names cannot be those of files
    /// @throws IOException if they cannot be written: the app sees what it saw before, or already these
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

    /// Makes what is published the version to go back to, in place of the one before.
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

    /// Lets the app see the accepted version again, and removes the other one.
    ///
    /// @return false if there is none
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

    /// What the app sees; empty if that is nothing, or not everything can be read.
    public Optional<NavigableMap<String, byte[]>> current() throws IOException {
        return data.target().flatMap(path -> version(path).read());
    }

    /// What [#restore] would let the app see; empty if there is none, or not everything can be read.
    public Optional<NavigableMap<String, byte[]>> accepted() throws IOException {
        return accepted.target().flatMap(path -> version(path).read());
    }

    /// In the order of the kubelet: links first, so that what an app opens by name is there as early as can be.
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
