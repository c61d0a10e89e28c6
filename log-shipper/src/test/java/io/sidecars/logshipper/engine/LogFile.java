package io.sidecars.logshipper.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file with its writer, whatever its name has become, and what the program has to know of it.
final class LogFile {
    final long inode;
    private final FileChannel writer;
    Life life;
    /// Null when its name is gone, or no pattern includes it.
    @Nullable
    Path path;
    /// Whether a scan of the present process has found it and it was not closed since.
    boolean open;
    /// When it was last found by its name, or grew.
    long noticedAt;
    /// Whose bytes the program takes these for; null before it knows them.
    @Nullable
    Track track;

    LogFile(Path path, Life life) throws IOException {
        this.writer = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.inode = ((Number) Files.getAttribute(path, "unix:ino")).longValue();
        this.path = path;
        this.life = life;
    }

    boolean hasName() {
        return path != null;
    }

    void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(life.add(bytes));
        while (buffer.hasRemaining()) {
            writer.write(buffer);
        }
    }

    /// The end of a life and the beginning of another.
    void truncate(Life next) throws IOException {
        writer.truncate(0);
        life = next;
    }

    void close() throws IOException {
        writer.close();
    }
}
