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

/// Keeps a second instance away from the state directory, because two would overwrite each other's cursors. The kernel
/// releases the lock when the process ends, however it ends.
public final class StateLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateLock.class);

    private final @Nullable FileChannel channel;

    private StateLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /// The message is one sentence that names the directory.
    public static final class InUseException extends Exception {
        private static final long serialVersionUID = 1L;

        private InUseException(Path directory) {
            super("state directory " + directory + " is in use by another log-shipper");
        }
    }

    /// If the directory is not writable, nothing is locked and a warning is logged: delivery is worth more than the
    /// lock.
    public static StateLock acquire(Path directory) throws InUseException {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new InUseException(directory);
            }
            return new StateLock(channel);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue("problem", e)
                    .log("state directory not locked");
            return new StateLock(null);
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
            log.atWarn().addKeyValue("problem", e).log("state directory not unlocked");
        }
    }
}
