package io.sidecars.demoapp.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The directory where the configuration is mounted. In a volume that the kubelet manages, `..data` is resolved
/// once and every file is read from its target, so that a snapshot never mixes two versions. Any other directory
/// is read directly.
public record Mount(Path directory) {

    private static final int ATTEMPTS = 10;
    private static final int MAX_BYTES = 2 << 20; // a ConfigMap and a Secret hold at most 1 MiB each
    private static final int MAX_DEPTH = 8;

    public Snapshot read() throws IOException {
        Path data = directory.resolve("..data");
        for (int attempt = 1; ; attempt++) {
            boolean kubelet = Files.isSymbolicLink(data);
            try {
                Path root = kubelet ? data.toRealPath() : directory;
                Snapshot snapshot = Snapshot.of(files(root));
                // The kubelet deletes the old directory only after the swap: without a swap, no file was missing.
                if (!kubelet || data.toRealPath().equals(root)) {
                    return snapshot;
                }
                if (attempt == ATTEMPTS) {
                    throw new IOException(directory + " changed during each of " + ATTEMPTS + " attempts to read it");
                }
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS || !kubelet) {
                    throw new IOException(e.getMessage() + " does not exist", e);
                }
            }
        }
    }

    private static SortedMap<String, byte[]> files(Path root) throws IOException {
        SortedMap<String, byte[]> files =
                new TreeMap<>(); // String compares by UTF-16 code units, as the documented version does
        int left = MAX_BYTES;
        for (Path file : list(root)) {
            String name = root.relativize(file).toString();
            if (!name.startsWith("..")) {
                byte[] content = read(file, left);
                left -= content.length;
                files.put(name, content);
            }
        }
        return files;
    }

    private static List<Path> list(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static byte[] read(Path file, int max) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(max + 1);
            if (content.length > max) {
                throw new IOException(file.getParent() + " contains more than " + MAX_BYTES + " bytes");
            }
            return content;
        }
    }
}
