package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The names that match but cannot be read: permission denied, or not text. Each is logged once, and again when
/// the reason changes.
final class Unreadable {
    private static final Logger log = LoggerFactory.getLogger(Unreadable.class);

    private final Map<Path, String> reasons = new HashMap<>();

    void add(Path path, IOException problem) {
        add(path, AccessDenial.explain(path, problem));
    }

    void add(Path path, String why) {
        if (!why.equals(reasons.put(path, why))) {
            log.atWarn().addKeyValue("path", path).addKeyValue("problem", why).log("file cannot be read");
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
