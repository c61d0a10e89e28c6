package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.Path;

/// A symbolic link leads out of the directory in which it must stay. The message is one sentence.
final class LeadsOutException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean directory;

    LeadsOutException(Path root, Path target, boolean directory) {
        super("the link leads out of " + root + ", to " + target
                + ": to follow it, name the directory in followLinksInto");
        this.directory = directory;
    }

    /// Whether a directory is at its end.
    boolean leadsToDirectory() {
        return directory;
    }
}
