package io.sidecars.logshipper.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The file descriptors that the process may use.
public final class FileDescriptors {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");
    /// Reserved for connections, directories, the checkpoint and the program's own classes.
    private static final int OTHERS = 32;
    private static final int FEWEST = 2;
    private static final int USUAL = 1024;

    private FileDescriptors() {}

    /// How many log files may be open, after what the process has open now.
    public static int availableForLogs() {
        return Math.max(FEWEST, limit() - open() - OTHERS);
    }

    private static int open() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return (int) descriptors.count();
        } catch (IOException e) {
            return OTHERS;
        }
    }

    private static int limit() {
        try {
            return LIMIT.matcher(Files.readString(Path.of("/proc/self/limits")))
                    .results()
                    .map(found -> (int) Math.min(Integer.MAX_VALUE, Long.parseLong(found.group(1))))
                    .findFirst()
                    .orElse(USUAL);
        } catch (IOException e) {
            return USUAL;
        }
    }
}
