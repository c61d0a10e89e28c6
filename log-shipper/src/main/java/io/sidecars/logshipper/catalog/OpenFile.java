package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Config.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An open descriptor and the name under which its file was seen last.
final class OpenFile {
    private final FileKey key;
    private final Input input;
    private final FileChannel channel;
    private volatile Path path;

    private OpenFile(FileKey key, Input input, FileChannel channel, Path path) {
        this.key = key;
        this.input = input;
        this.channel = channel;
        this.path = path;
    }

    /// @throws IOException also if the name stands for another file by the time it is open
    static OpenFile open(Path path, FileKey key, Input input) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        boolean same = false;
        try {
            same = FileKey.of(path).equals(key);
            if (!same) {
                throw new IOException("another file took its name");
            }
            return new OpenFile(key, input, channel, path);
        } finally {
            if (!same) {
                channel.close();
            }
        }
    }

    FileKey key() {
        return key;
    }

    Input input() {
        return input;
    }

    Path path() {
        return path;
    }

    void renamed(Path newPath) {
        path = newPath;
    }

    long size() throws IOException {
        return channel.size();
    }

    void read(ByteBuffer into, long offset) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count <= 0) {
                return;
            }
            at += count;
        }
    }

    void close() throws IOException {
        channel.close();
    }

    Fingerprint prefix(long size) throws IOException {
        return fingerprint(0, (int) Math.min(size, Generation.PREFIX_LENGTH));
    }

    /// The prefix at the present size, null if it does not begin with the known one.
    @Nullable
    Fingerprint prefixThatContinues(Fingerprint known, long size) throws IOException {
        byte[] bytes = bytes(0, (int) Math.min(size, Generation.PREFIX_LENGTH));
        boolean continues = bytes.length >= known.length()
                && Fingerprint.of(bytes, 0, known.length()).equals(known);
        return continues ? Fingerprint.of(bytes, 0, bytes.length) : null;
    }

    boolean has(Fingerprint prefix, Position frontier) throws IOException {
        int guard = frontier.guard().length();
        return fingerprint(0, prefix.length()).equals(prefix)
                && fingerprint(frontier.offset() - guard, guard).equals(frontier.guard());
    }

    private Fingerprint fingerprint(long offset, int length) throws IOException {
        byte[] bytes = bytes(offset, length);
        return Fingerprint.of(bytes, 0, bytes.length);
    }

    private byte[] bytes(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        read(buffer, offset);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
