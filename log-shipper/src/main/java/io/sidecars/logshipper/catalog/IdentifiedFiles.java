package io.sidecars.logshipper.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The generations whose files are present, in the order in which they take turns with file descriptors: the
/// file that was opened or closed last comes last.
final class IdentifiedFiles {
    private final SequencedMap<FileKey, Generation> files = new LinkedHashMap<>();

    @Nullable
    Generation get(FileKey key) {
        return files.get(key);
    }

    int size() {
        return files.size();
    }

    Collection<Generation> all() {
        return Collections.unmodifiableCollection(files.values());
    }

    void add(Generation generation) {
        files.put(generation.file().key(), generation);
    }

    void remove(Generation generation) {
        files.remove(generation.file().key());
    }

    /// Its file was opened or closed just now: all others take their turn before it.
    void tookItsTurn(Generation generation) {
        files.putLast(generation.file().key(), generation);
    }
}
