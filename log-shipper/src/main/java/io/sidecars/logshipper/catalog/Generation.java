package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One life of a file's bytes, under whatever name, held open. The catalog's thread changes it, pipelines read it.
public final class Generation {
    static final int PREFIX_LENGTH = 1024;

    private final GenerationId id;
    private final OpenFile file;
    private volatile Fingerprint prefix;
    private volatile long size;
    private volatile boolean destroyed;
    private volatile boolean suspect;
    private volatile boolean abandoned;
    private long noticedAt;

    /// @param prefix never empty: a file without bytes has no identity yet
    Generation(GenerationId id, OpenFile file, Fingerprint prefix, long size, long now) {
        this.id = id;
        this.file = file;
        this.prefix = prefix;
        this.size = size;
        this.noticedAt = now;
    }

    public GenerationId id() {
        return id;
    }

    /// The name under which it was seen last.
    public Path path() {
        return file.path();
    }

    /// The largest size seen, in bytes.
    public long size() {
        return size;
    }

    /// Bytes of the longest line that is sent in one piece.
    public int maxLine() {
        return file.input().maxLine();
    }

    /// Whether its bytes were truncated or overwritten. What was not read by then is lost.
    public boolean isDestroyed() {
        return destroyed;
    }

    /// Reads from an offset of the file until the buffer is full or the file ends.
    public void read(ByteBuffer into, long offset) throws IOException {
        file.read(into, offset);
    }

    /// The first bytes, by which it is known: up to 1 KiB.
    public Fingerprint prefix() {
        return prefix;
    }

    /// Whether nobody finds it under any name and its writer is quiet: a last line without an end will get none.
    public boolean isAbandoned() {
        return abandoned;
    }

    /// Told by whoever found other bytes than were there before. The next scan replaces the generation.
    public void suspect() {
        suspect = true;
    }

    OpenFile file() {
        return file;
    }

    /// When it was last found by a name, or grew.
    long noticedAt() {
        return noticedAt;
    }

    void found(long now) {
        noticedAt = now;
    }

    void abandoned(boolean now) {
        abandoned = now;
    }

    /// Looks at the file again.
    ///
    /// @return false if these are not the bytes of this generation any more
    boolean refresh(long now) throws IOException {
        long newSize = file.size();
        if (suspect || newSize < size) {
            return false;
        }
        if (newSize > size) {
            @Nullable Fingerprint longer = file.prefixThatContinues(prefix, newSize);
            if (longer == null) {
                return false;
            }
            prefix = longer;
            size = newSize;
            noticedAt = now;
        }
        return true;
    }

    void destroy() {
        destroyed = true;
    }
}
