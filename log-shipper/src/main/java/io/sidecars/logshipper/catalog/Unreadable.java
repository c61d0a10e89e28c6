package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The names that match but cannot be read: permission denied, or not text. Each is logged once, and again when
/// the reason changes.
final class Unreadable {
    private final Map<Path, String> reasons = new HashMap<>();
    private final FileLog fileLog;

    Unreadable(FileLog fileLog) {
        this.fileLog = fileLog;
    }

    boolean contains(Path path) {
        return reasons.containsKey(path);
    }

    void add(Path path, IOException problem) {
        add(path, AccessDenial.explain(path, problem));
    }

    void add(Path path, String why) {
        if (!why.equals(reasons.put(path, why))) {
            fileLog.atWarn("file cannot be read")
                    .addKeyValue("path", path)
                    .addKeyValue("problem", why)
                    .log();
        }
    }

    void remove(Path path) {
        reasons.remove(path);
    }

    /// Forgets names that are no longer there.
    void retain(Collection<Candidate> present) {
        if (!reasons.isEmpty()) {
            reasons.keySet().retainAll(present.stream().map(Candidate::path).collect(Collectors.toSet()));
        }
    }

    int count() {
        return reasons.size();
    }
}
