package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files that are open but not generations yet. An empty file has nothing to recognize it by, and a file that is
/// not text is not read.
final class UnidentifiedFiles {
    private final KnownFiles knownFiles;
    private final SecureRandom random = new SecureRandom();
    private final Map<FileKey, OpenFile> files = new LinkedHashMap<>();
    private final Unreadable unreadable;
    private final FileLog fileLog;
    /// Files that had bytes in the first scan and are not identified yet.
    private final Set<FileKey> older = new HashSet<>();
    private boolean scanned;

    UnidentifiedFiles(KnownFiles knownFiles, FileLog fileLog) {
        this.knownFiles = knownFiles;
        this.fileLog = fileLog;
        this.unreadable = new Unreadable(fileLog);
    }

    @Nullable
    OpenFile get(FileKey key) {
        return files.get(key);
    }

    int size() {
        return files.size();
    }

    /// How many names match but cannot be read: permission denied, or not text.
    int unreadable() {
        return unreadable.count();
    }

    /// Notes what a scan has found. A file counts as older than the program if the first scan found it, even if
    /// that scan could not look everywhere. Every other file counts as newer, so that nothing of it is skipped.
    void scanned(Discovery.Found found) {
        if (!scanned) {
            found.files().values().stream()
                    .filter(candidate -> candidate.size() > 0)
                    .map(Candidate::key)
                    .forEach(older::add);
        }
        scanned = true;
        older.retainAll(found.files().keySet());
        unreadable.retain(found.files().values());
    }

    /// The first scan has seen it, with bytes.
    void isOlder(FileKey key) {
        older.add(key);
    }

    /// Whether it is known to be unreadable.
    boolean isUnreadable(Path path) {
        return unreadable.contains(path);
    }

    /// Those of which nothing can be sent.
    List<OpenFile> useless() {
        return files.values().stream()
                .filter(file -> file.isRefused() || size(file) == 0)
                .toList();
    }

    /// Lets go of a file that is remembered elsewhere.
    void letGo(OpenFile file) {
        close(file);
        unreadable.remove(file.path());
    }

    /// Lets go of a name that cannot be opened and is remembered elsewhere.
    void letGoOf(Path path) {
        unreadable.remove(path);
    }

    /// Returns whether the first scan has found it, with bytes, and forgets that.
    boolean takeOlder(FileKey key) {
        return older.remove(key);
    }

    /// Returns whether it is open now.
    boolean open(Candidate candidate) {
        try {
            files.put(candidate.key(), OpenFile.open(candidate));
            return true;
        } catch (IOException e) {
            unreadable.add(candidate.path(), e);
            return false;
        }
    }

    /// Adds a file that is open but no longer holds the bytes of its generation.
    void add(OpenFile file) {
        files.put(file.key(), file);
    }

    /// Closes one file that is empty or not text, if there is one.
    boolean closeUseless() {
        Optional<OpenFile> useless = files.values().stream()
                .filter(file -> file.isRefused() || size(file) <= 0)
                .findFirst();
        useless.ifPresent(this::close);
        return useless.isPresent();
    }

    /// Closes deleted files that are empty or not text, and files that cannot be read any more. Those that still
    /// have a name will be opened again.
    ///
    /// @return whether there were any
    boolean forgetUseless(Discovery.Found found) {
        List<OpenFile> useless = files.values().stream()
                .filter(file -> {
                    long size = size(file);
                    return size < 0 || ((size == 0 || file.isRefused()) && found.isMissing(file.key(), file.path()));
                })
                .toList();
        useless.forEach(this::close);
        return !useless.isEmpty();
    }

    /// -1 if it cannot be read any more.
    private long size(OpenFile file) {
        try {
            return file.size();
        } catch (IOException e) {
            unreadable.add(file.path(), e);
            return -1;
        }
    }

    private void close(OpenFile file) {
        files.remove(file.key());
        file.close();
    }

    /// Removes the files that have bytes and returns them as generations, known from earlier runs or new.
    ///
    /// @param found what the scan found
    /// @param allOpen whether every file that was found is open, or was
    List<Generation> identify(Discovery.Found found, boolean allOpen, long now) {
        List<OpenFile> candidates = readable();
        Map<OpenFile, GenerationId> recognized = knownFiles.recognize(candidates, found, allOpen);
        List<Generation> identified = new ArrayList<>();
        for (OpenFile file : candidates) {
            Generation generation = identify(file, recognized.get(file), now);
            if (generation != null) {
                files.remove(file.key());
                identified.add(generation);
                fileLog.atInfo(recognized.containsKey(file) ? "known file" : "new file")
                        .addKeyValue("path", file.path())
                        .addKeyValue("generation", generation.id())
                        .log();
            }
        }
        return identified;
    }

    private List<OpenFile> readable() {
        List<OpenFile> readable = new ArrayList<>();
        for (OpenFile file : files.values()) {
            long size = size(file);
            if (size == 0) {
                unreadable.remove(file.path());
            } else if (size > 0 && !isRefused(file)) {
                readable.add(file);
            }
        }
        return readable;
    }

    private boolean isRefused(OpenFile file) {
        try {
            String why = UnsupportedContent.of(file.bytes(0, UnsupportedContent.LENGTH));
            file.refused(why != null);
            if (why != null) {
                unreadable.add(file.path(), why);
                return true;
            }
            unreadable.remove(file.path());
            return false;
        } catch (IOException e) {
            unreadable.add(file.path(), e);
            return true;
        }
    }

    private @Nullable Generation identify(OpenFile file, @Nullable GenerationId recognized, long now) {
        try {
            GenerationId id = recognized == null ? GenerationId.random(random) : recognized;
            return Generation.of(id, file, now);
        } catch (IOException e) {
            unreadable.add(file.path(), e);
            return null;
        }
    }
}
