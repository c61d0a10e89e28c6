package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.files.Entry;
import io.sidecars.configwatcher.files.LeavesException;
import io.sidecars.configwatcher.files.Place;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a mounted ConfigMap or Secret, a plain directory, or the directory that a link leads to at present. A
/// read never mixes two versions of the first or the last: it resolves the links `..data` and that of the path
/// once, reads from that directory only, and starts again if one was moved meanwhile.
///
/// Another container may write to the directory. So each entry is opened without following its link, and what is
/// open decides: a link that leaves the source is refused, and no pipe can make the reader wait.
final class SourceDirectory {
    private static final String DATA = "..data";
    private static final int TRIES = 10;

    private final Source source;
    private final Path path;
    /// What was read last, as long as a version that is in use has it.
    private Map<String, WeakReference<byte[]>> known = Map.of();

    SourceDirectory(Source source) {
        this.source = source;
        this.path = source.path();
    }

    Source source() {
        return source;
    }

    /// @throws UnreadableException with one sentence for an operator
    ///
    /// @param budget what is left for this source; the files that are returned are not yet taken from it
    DirectoryFiles read(Budget budget) throws UnreadableException {
        for (int i = 0; i < TRIES; i++) {
            if (!Files.isDirectory(path)) {
                throw new UnreadableException(path + (Files.exists(path) ? " is not a directory" : " does not exist"));
            }
            try (Entry root = Place.open(path)) {
                DirectoryFiles files = read(Place.first(root), budget.copy());
                if (files != null) {
                    remember(files);
                    return files;
                }
            } catch (NoSuchFileException e) {
                // The kubelet or a writer replaced the file during the read: try again.
            } catch (LeavesException e) {
                throw new UnreadableException(path + " is refused: a link on the way to its files leads out of the"
                        + " directory that it is in, which another container may write to");
            } catch (AccessDeniedException e) {
                throw new UnreadableException(path + " cannot be read: permission denied; set the Pod's fsGroup or "
                        + "the volume's defaultMode");
            } catch (IOException e) {
                throw new UnreadableException(path + " cannot be read: " + e);
            }
        }
        throw new UnreadableException(path + " changes faster than it can be read");
    }

    private void remember(DirectoryFiles files) {
        Map<String, WeakReference<byte[]>> now = new HashMap<>();
        files.files().forEach((name, content) -> now.put(name, new WeakReference<>(content)));
        known = now;
    }

    /// Null if the directory was replaced by another one during the read. The kubelet deletes the old one file by
    /// file, so a listing can be incomplete without an error.
    private @Nullable DirectoryFiles read(Place root, Budget budget) throws IOException, UnreadableException {
        try (Entry base = base(root)) {
            boolean isMount = !base.identity().equals(root.directory().identity());
            FileCollector collector =
                    new FileCollector(source, isMount ? root.below(base) : root, isMount, budget, known);
            DirectoryFiles files = collector.collect(Files.isSymbolicLink(path));
            try (Entry rootNow = Place.open(path);
                    Entry baseNow = base(Place.first(rootNow))) {
                return base.identity().equals(baseNow.identity()) ? files : null;
            }
        }
    }

    /// The directory that `..data` leads to, else the root itself.
    private static Entry base(Place root) throws IOException {
        Entry data;
        try {
            data = root.directory().child(DATA);
        } catch (NoSuchFileException e) {
            return root.directory().child(".");
        }
        try (data) {
            return data.kind() == Entry.Kind.LINK
                    ? root.follow(data)
                    : root.directory().child(".");
        }
    }
}
