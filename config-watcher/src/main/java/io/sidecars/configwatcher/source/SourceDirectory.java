package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.io.FilenameUtils;

/// Reads a mounted ConfigMap or Secret, or a plain directory. A read of a mount never mixes two versions: it
/// resolves `..data` once, reads from that directory only, and starts again if `..data` was swapped meanwhile.
///
/// Anything that is neither a regular file nor a link to one is ignored and noted, and so are links to directories.
final class SourceDirectory {
    private static final String DATA = "..data";
    private static final int TRIES = 10;
    private static final int MOST_FILES = 10_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_NOTES = 20;

    private final Source source;
    private final Path path;

    SourceDirectory(Source source) {
        this.source = source;
        this.path = source.path();
    }

    Source source() {
        return source;
    }

    /// @throws UnreadableException with one sentence for an operator
    DirectoryFiles read() throws UnreadableException {
        for (int i = 0; i < TRIES; i++) {
            if (!Files.isDirectory(path)) {
                throw new UnreadableException(path + (Files.exists(path) ? " is not a directory" : " does not exist"));
            }
            try {
                Path base = base();
                DirectoryFiles files = read(base);
                // The kubelet deletes the old directory file by file, so a listing can be incomplete without an
                // error.
                if (base.equals(base())) {
                    return files;
                }
            } catch (NoSuchFileException e) {
                // The kubelet or a writer replaced the file during the read: try again.
            } catch (AccessDeniedException e) {
                throw new UnreadableException(e.getFile() + " cannot be read: permission denied; set the Pod's "
                        + "fsGroup or the volume's defaultMode");
            } catch (IOException e) {
                throw new UnreadableException(path + " cannot be read: " + e);
            }
        }
        throw new UnreadableException(path + " changes faster than it can be read");
    }

    private Path base() throws IOException {
        Path data = path.resolve(DATA);
        return Files.isSymbolicLink(data) ? data.toRealPath() : path;
    }

    private DirectoryFiles read(Path base) throws IOException, UnreadableException {
        List<String> notes = new ArrayList<>();
        NavigableMap<String, Path> found = list(base, notes);
        if (found.size() > MOST_FILES) {
            throw new UnreadableException(path + " holds more than " + MOST_FILES + " files");
        }
        NavigableMap<String, byte[]> files = new TreeMap<>();
        int left = MOST_BYTES;
        for (Map.Entry<String, Path> file : found.entrySet()) {
            try (InputStream in = Files.newInputStream(file.getValue())) {
                byte[] content = in.readNBytes(left + 1);
                left -= content.length;
                if (left < 0) {
                    throw new UnreadableException(path + " holds more than " + (MOST_BYTES >> 20) + " MiB");
                }
                files.put(file.getKey(), content);
            }
        }
        return new DirectoryFiles(files, !base.equals(path), notes);
    }

    private NavigableMap<String, Path> list(Path base, List<String> notes) throws IOException {
        NavigableMap<String, Path> files = new TreeMap<>();
        Files.walkFileTree(base, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = base.relativize(directory).toString().startsWith("..");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = base.relativize(file).toString();
                if (isWanted(name)) {
                    if (Files.isRegularFile(file)) {
                        files.put(name, file);
                    } else if (notes.size() < MOST_NOTES) {
                        notes.add(path.resolve(name) + " is ignored: " + kind(file, attributes));
                    }
                }
                return files.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String kind(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return Files.isDirectory(file)
                    ? "it is a symbolic link to a directory"
                    : "its symbolic link cannot be resolved";
        }
        return "it is a pipe, a socket or a device, not a regular file";
    }

    private boolean isWanted(String name) {
        return !name.startsWith("..")
                && source.include().stream().anyMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard))
                && source.exclude().stream().noneMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard));
    }
}
