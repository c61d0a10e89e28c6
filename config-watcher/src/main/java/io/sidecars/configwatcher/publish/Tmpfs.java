package io.sidecars.configwatcher.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The rule for the copy of a Secret: like the Secret itself, it must never reach a disk.
public final class Tmpfs {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private Tmpfs() {}

    /// Returns one sentence if the directory is not in memory.
    public static Optional<String> problem(Path directory) throws IOException {
        String type = Files.getFileStore(directory).type();
        return IN_MEMORY.contains(type)
                ? Optional.empty()
                : Optional.of(directory + " is on " + type
                        + ", but a Secret may be published only to memory: use an emptyDir with \"medium: Memory\"");
    }
}
