package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import io.sidecars.logshipper.config.Config.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns discovery, identity and open descriptors: discover → identify → remember → publish. Outputs own only their
/// cursors. A file without bytes is open, but not yet a generation: it has nothing to be recognized by.
public final class Catalog {
    private static final Logger log = LoggerFactory.getLogger(Catalog.class);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Globs globs;
    private final Cursors cursors;
    private final KnownFiles knownFiles;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<FileKey, OpenFile> unidentified = new LinkedHashMap<>();
    private final Map<FileKey, Generation> identified = new LinkedHashMap<>();
    private final Set<Path> unreadable = new HashSet<>();
    private volatile List<Generation> published = List.of();

    public Catalog(List<Input> inputs, Path state, Cursors cursors, KnownFiles knownFiles, LongSupplier nanoTime) {
        this.globs = new Globs(inputs, state);
        this.cursors = cursors;
        this.knownFiles = knownFiles;
        this.nanoTime = nanoTime;
    }

    /// The files that have bytes, in the order in which they were found.
    public List<Generation> generations() {
        return published;
    }

    /// One scan. A new generation is durable before anybody sees it, so that its records keep their ids.
    ///
    /// @return whether the set of generations changed
    public boolean step() {
        Globs.Found found = globs.find();
        Set<FileKey> seen = open(found.files());
        boolean changed = refresh(seen, found.complete());
        changed |= identify(found.complete() && unreadable.isEmpty());
        knownFiles.save(present(), changed);
        if (changed) {
            published = List.copyOf(identified.values());
        }
        return changed;
    }

    /// Makes the present cursors durable, whether or not it is time.
    public void save() {
        knownFiles.save(present(), true);
    }

    private Set<FileKey> open(Map<Path, Input> files) {
        Set<FileKey> seen = new HashSet<>();
        unreadable.retainAll(files.keySet());
        files.forEach((path, input) -> {
            try {
                FileKey key = FileKey.of(path);
                if (seen.add(key)) {
                    open(path, key, input);
                }
                unreadable.remove(path);
            } catch (IOException e) {
                if (unreadable.add(path)) {
                    log.atWarn()
                            .addKeyValue("path", path)
                            .addKeyValue("problem", e)
                            .log("cannot open");
                }
            }
        });
        return seen;
    }

    private void open(Path path, FileKey key, Input input) throws IOException {
        Generation generation = identified.get(key);
        OpenFile file = generation == null ? unidentified.get(key) : generation.file();
        if (file == null) {
            unidentified.put(key, OpenFile.open(path, key, input));
        } else if (!file.path().equals(path)) {
            log.atInfo()
                    .addKeyValue("from", file.path())
                    .addKeyValue("to", path)
                    .log("renamed");
            file.renamed(path);
        }
    }

    private boolean refresh(Set<FileKey> seen, boolean complete) {
        boolean changed = false;
        for (Generation generation : List.copyOf(identified.values())) {
            try {
                changed |= refresh(
                        generation, complete && !seen.contains(generation.file().key()));
            } catch (IOException e) {
                cannotRead(generation.file(), e);
            }
        }
        if (complete) {
            forgetEmpty(seen);
        }
        return changed;
    }

    /// A file that one scan misses may only be changing its name: it is given up when nobody has found it and it has
    /// not grown for a while, and let go when every output has acknowledged it to its end.
    private boolean refresh(Generation generation, boolean missing) throws IOException {
        OpenFile file = generation.file();
        long now = nanoTime.getAsLong();
        if (!generation.refresh(now)) {
            log.atInfo()
                    .addKeyValue("path", file.path())
                    .addKeyValue("size", generation.size())
                    .log("truncated or overwritten");
            drop(generation);
            generation.destroy();
            unidentified.put(file.key(), file);
            return true;
        }
        if (!missing) {
            generation.found(now);
        }
        generation.abandoned(now - generation.noticedAt() >= QUIET.toNanos());
        if (generation.isAbandoned() && cursors.acknowledgedByAll(generation.id(), generation.size())) {
            log.atInfo().addKeyValue("path", file.path()).log("closed");
            drop(generation);
            file.close();
            return true;
        }
        return false;
    }

    private static void cannotRead(OpenFile file, IOException problem) {
        log.atWarn()
                .addKeyValue("path", file.path())
                .addKeyValue("problem", problem)
                .log("cannot read");
    }

    private void drop(Generation generation) {
        identified.remove(generation.file().key());
        cursors.forget(generation.id());
    }

    private void forgetEmpty(Set<FileKey> seen) {
        unidentified.values().removeIf(file -> {
            try {
                if (seen.contains(file.key()) || file.size() > 0) {
                    return false;
                }
                file.close();
                return true;
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("path", file.path())
                        .addKeyValue("problem", e)
                        .log("cannot close");
                return true;
            }
        });
    }

    private boolean identify(boolean complete) {
        List<OpenFile> candidates = new ArrayList<>();
        for (OpenFile file : List.copyOf(unidentified.values())) {
            try {
                if (file.size() > 0) {
                    candidates.add(file);
                }
            } catch (IOException e) {
                cannotRead(file, e);
            }
        }
        Map<OpenFile, GenerationId> recognized = knownFiles.recognize(candidates, complete);
        for (OpenFile file : candidates) {
            identify(file, recognized.get(file));
        }
        return !candidates.isEmpty();
    }

    private void identify(OpenFile file, @Nullable GenerationId recognized) {
        try {
            long size = file.size();
            Fingerprint prefix = file.prefix(size);
            if (prefix.length() == 0) {
                return;
            }
            GenerationId id = recognized == null ? GenerationId.random(random) : recognized;
            identified.put(file.key(), new Generation(id, file, prefix, size, nanoTime.getAsLong()));
            unidentified.remove(file.key());
            log.atInfo()
                    .addKeyValue("path", file.path())
                    .addKeyValue("generation", id)
                    .log(recognized == null ? "new file" : "file is known");
        } catch (IOException e) {
            cannotRead(file, e);
        }
    }

    private List<KnownFile> present() {
        return identified.values().stream()
                .map(generation -> new KnownFile(
                        generation.id(),
                        generation.path().toString(),
                        generation.file().key().inode(),
                        generation.size(),
                        generation.prefix(),
                        null,
                        cursors.of(generation.id())))
                .toList();
    }
}
