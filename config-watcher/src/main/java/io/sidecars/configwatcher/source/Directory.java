package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.io.FilenameUtils;

/// A mounted ConfigMap or Secret, or a plain directory. A look at a mount never mixes two versions: it resolves
/// `..data` once, reads from that directory only, and starts again if `..data` has moved on meanwhile.
///
/// What is neither a regular file nor a link to one is passed over, and so are links to directories.
public final class Directory {
    private static final String DATA = "..data";
    private static final int TRIES = 10;
    private static final int MOST_FILES = 10_000;
    private static final int MOST_BYTES = 16 << 20;

    private final Path path;
    private final List<String> include;
    private final List<String> exclude;

    public Directory(Config.Source config) {
        this.path = config.path();
        this.include = config.include();
        this.exclude = config.exclude();
    }

    public Path path() {
        return path;
    }

    public Look look() {
        for (int i = 0; i < TRIES; i++) {
            if (!Files.isDirectory(path)) {
                return new Look.Nothing(path + (Files.exists(path) ? " is not a directory" : " does not exist"));
            }
            try {
                Path base = base();
                Look look = read(base);
                // The kubelet deletes the old directory file by file: a listing may be short without any error.
                if (base.equals(base())) {
                    return look;
                }
            } catch (NoSuchFileException e) {
                // swapped or renamed while it was read: again
            } catch (IOException e) {
                return new Look.Nothing(path + " cannot be read: " + e);
            }
        }
        return new Look.Nothing(path + " changes faster than it can be read");
    }

    private Path base() throws IOException {
        Path data = path.resolve(DATA);
        return Files.isSymbolicLink(data) ? data.toRealPath() : path;
    }

    private Look read(Path base) throws IOException {
        NavigableMap<String, Path> files = list(base);
        if (files.size() > MOST_FILES) {
            return new Look.Nothing(path + " holds more than " + MOST_FILES + " files");
        }
        Versioning versioning = new Versioning();
        int left = MOST_BYTES;
        for (Map.Entry<String, Path> file : files.entrySet()) {
            try (InputStream in = Files.newInputStream(file.getValue())) {
                byte[] content = in.readNBytes(left + 1);
                left -= content.length;
                if (left < 0) {
                    return new Look.Nothing(path + " holds more than " + (MOST_BYTES >> 20) + " MiB");
                }
                versioning.add(file.getKey(), content);
            }
        }
        return new Look.Found(versioning.snapshot(), !base.equals(path));
    }

    private NavigableMap<String, Path> list(Path base) throws IOException {
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
                if (isWanted(name) && Files.isRegularFile(file)) {
                    files.put(name, file);
                }
                return files.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private boolean isWanted(String name) {
        return !name.startsWith("..")
                && include.stream().anyMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard))
                && exclude.stream().noneMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard));
    }
}
