package io.sidecars.logshipper.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// A mounted downward-API volume, or a plain directory with the same files. The kubelet writes a new version next
/// to the old one and then points the link `..data` to it. Two versions are never mixed.
final class PodVolume {
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static @Nullable Stamp of(Path file) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }

    private record Look(
            Path version, @Nullable Stamp labels, @Nullable Stamp annotations) {
        static Look at(Path version) throws IOException {
            return new Look(version, Stamp.of(version.resolve("labels")), Stamp.of(version.resolve("annotations")));
        }
    }

    private final Path directory;
    private @Nullable Look last;

    PodVolume(Path directory) {
        this.directory = directory;
    }

    /// The current content, or null if it has not changed since the last call, or is being replaced at this
    /// moment.
    @Nullable
    PodInfo changed() throws IOException {
        Path version = version();
        try {
            Look look = Look.at(version);
            if (look.equals(last)) {
                return null;
            }
            PodInfo info = PodInfo.read(version);
            if (!version.equals(version())) {
                return null;
            }
            last = look;
            return info;
        } catch (IOException e) {
            if (!version.equals(version())) {
                return null;
            }
            throw e;
        }
    }

    private Path version() throws IOException {
        Path data = directory.resolve("..data");
        return Files.isSymbolicLink(data) ? data.toRealPath() : directory;
    }
}
