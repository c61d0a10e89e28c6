package io.sidecars.logshipper.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a second instance away from the state directory, because two would overwrite each other's cursors. The
/// kernel releases the lock when the process ends, however it ends.
public final class StateLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateLock.class);

    private final @Nullable FileChannel channel;
    private final @Nullable IOException problem;

    private StateLock(@Nullable FileChannel channel, @Nullable IOException problem) {
        this.channel = channel;
        this.problem = problem;
    }

    /// The message is one sentence that names the directory.
    public static final class InUseException extends Exception {
        private static final long serialVersionUID = 1L;

        private InUseException(Path directory) {
            super("state directory " + directory + " is in use by another log-shipper");
        }
    }

    /// If the directory is not writable, nothing is locked: delivery is worth more than the lock. See [#report].
    public static StateLock acquire(Path directory) throws InUseException {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new InUseException(directory);
            }
            return new StateLock(channel, null);
        } catch (IOException e) {
            return new StateLock(null, e);
        }
    }

    /// Logs why nothing is locked.
    public void report() {
        if (problem != null) {
            log.atWarn().addKeyValue("problem", problem).log("log-shipper could not lock the state directory");
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("problem", e).log("log-shipper could not unlock the state directory");
        }
    }
}
