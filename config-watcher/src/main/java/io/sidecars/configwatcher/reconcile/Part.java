package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.FileSelection;
import io.sidecars.configwatcher.source.Content;
import org.jspecify.annotations.Nullable;

/// The part of each version that concerns one target. It is made once for each version.
final class Part {
    private final FileSelection files;
    private @Nullable Content whole;
    private @Nullable Content part;

    Part(FileSelection files) {
        this.files = files;
    }

    Content of(Content content) {
        Content known = part;
        if (known == null || !content.equals(whole)) {
            known = content.part(files);
            whole = content;
            part = known;
        }
        return known;
    }
}
