package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file's descriptor and the name under which it was last seen. While the file is open, its bytes survive a
/// deletion and its inode is not reused. When descriptors are scarce the file may *rest*: then it is closed, and
/// neither holds.
final class OpenFile {
    private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

    private final FileKey key;
    private volatile Input input;
    private volatile Path path;
    private volatile Root root;
    private volatile @Nullable FileChannel channel;
    private volatile boolean wanted;
    private volatile boolean used;
    private boolean refused;

    private OpenFile(Candidate file, FileChannel channel) {
        this.key = file.key();
        this.input = file.input();
        this.channel = channel;
        this.path = file.path();
        this.root = file.root();
    }

    /// @throws IOException also if the name belongs to another file by now
    static OpenFile open(Candidate file) throws IOException {
        return new OpenFile(file, file.root().read(file.path(), file.key()));
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

    /// A scan found it.
    void found(Candidate file) {
        path = file.path();
        input = file.input();
        root = file.root();
    }

    /// Whether its content is not text.
    boolean isRefused() {
        return refused;
    }

    void refused(boolean now) {
        refused = now;
    }

    boolean isResting() {
        return channel == null;
    }

    /// Whether a pipeline wanted to read it while it rested.
    boolean isWanted() {
        return wanted;
    }

    void want() {
        wanted = true;
    }

    void used() {
        used = true;
    }

    /// Whether a pipeline has read from it since the last call.
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /// @throws IOException also if its name belongs to another file now
    void wake() throws IOException {
        channel = root.read(path, key);
        wanted = false;
    }

    void rest() {
        close();
        channel = null;
    }

    /// If that fails, the descriptor is gone all the same.
    void close() {
        FileChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.atWarn().addKeyValue("path", path).addKeyValue("problem", e).log("file not closed properly");
            }
        }
    }

    long size() throws IOException {
        return channel().size();
    }

    /// The size of the file that has this name, -1 if that is another file.
    long sizeByName() throws IOException {
        Stat stat = look();
        return stat == null ? -1 : stat.size();
    }

    /// The file as it is now. Null if another one has its name.
    @Nullable
    Stat look() throws IOException {
        Stat stat = root.look(path);
        return stat.key().equals(key) ? stat : null;
    }

    /// Reads from an offset until the buffer is full or the file ends.
    void read(ByteBuffer into, long offset) throws IOException {
        FileChannel open = channel();
        long at = offset;
        while (into.hasRemaining()) {
            int count = open.read(into, at);
            if (count <= 0) {
                return;
            }
            at += count;
        }
    }

    /// Logs a failed read.
    void cannotRead(IOException problem) {
        log.atWarn().addKeyValue("path", path).addKeyValue("problem", problem).log("file cannot be read");
    }

    /// The bytes of a range, fewer if the file ends before it does.
    byte[] bytes(long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) (to - from));
        read(buffer, from);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    boolean has(Fingerprint bytes, long offset) throws IOException {
        return Fingerprint.of(bytes(offset, offset + bytes.length())).equals(bytes);
    }

    private FileChannel channel() throws ClosedChannelException {
        FileChannel open = channel;
        if (open == null) {
            throw new ClosedChannelException();
        }
        return open;
    }
}
