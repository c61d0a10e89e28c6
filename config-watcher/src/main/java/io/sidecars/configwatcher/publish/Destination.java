package io.sidecars.configwatcher.publish;

import io.sidecars.configwatcher.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rules for the published directory: it is a directory of its own, apart from the watched ones.
final class Destination {
    private Destination() {}

    /// Creates the directory if it is missing.
    ///
    /// @throws InvalidConfigException with one sentence if it cannot be used
    static void prepare(Path directory, List<Path> sources) throws IOException {
        requireApart(directory, sources);
        if (!Files.exists(directory)) {
            create(directory);
        }
        requireOwn(directory);
        try {
            Files.delete(Files.createTempFile(directory, "..", Disk.TEMPORARY));
        } catch (IOException e) {
            throw refusal(directory, "is not writable (" + e + ")");
        }
    }

    /// Refuses what [#prepare] would refuse, and changes nothing.
    ///
    /// @return the directory, or the nearest one above it that exists
    static Path check(Path directory, List<Path> sources) throws IOException {
        requireApart(directory, sources);
        if (Files.exists(directory)) {
            requireOwn(directory);
            if (!Files.isWritable(directory)) {
                throw refusal(directory, "is not writable");
            }
            return directory;
        }
        Path above = directory.toAbsolutePath();
        while (!Files.exists(above) && above.getParent() != null) {
            above = above.getParent();
        }
        if (!Files.isDirectory(above) || !Files.isWritable(above)) {
            throw refusal(directory, "cannot be created in " + above);
        }
        return above;
    }

    private static void requireOwn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw refusal(directory, "is not a directory");
        }
        Path data = directory.resolve(Published.DATA);
        if (Files.isSymbolicLink(data) && !Pointer.isVersion(Files.readSymbolicLink(data))) {
            throw refusal(directory, "is a mounted ConfigMap or Secret: another writer swaps its ..data");
        }
    }

    private static void requireApart(Path directory, List<Path> sources) throws IOException {
        for (Path source : sources) {
            requireApart(directory, source);
        }
    }

    private static void requireApart(Path directory, Path source) throws IOException {
        Path copy = real(directory);
        Path original = real(source);
        if (copy.equals(original)) {
            throw refusal(directory, "is the watched source " + source);
        }
        if (copy.startsWith(original)) {
            throw refusal(directory, "is inside the watched source " + source);
        }
        if (original.startsWith(copy)) {
            throw refusal(directory, "holds the watched source " + source);
        }
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw refusal(directory, "cannot be created (" + e + ")");
        }
    }

    /// The path with all links resolved, as far as it exists.
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return Files.exists(absolute) || parent == null
                ? absolute.toRealPath()
                : real(parent).resolve(absolute.getFileName());
    }

    private static InvalidConfigException refusal(Path directory, String why) {
        return new InvalidConfigException("publish.path " + directory + " " + why
                + "; it must be a writable directory of its own, such as an emptyDir");
    }
}
