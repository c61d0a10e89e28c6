package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One life of a file's bytes, under whatever name, held open. The catalog's thread changes it, pipelines read it.
public final class Generation {
    private static final int PREFIX_LENGTH = 1024;
    private static final long COMPARED_EVERY = 10_000_000_000L;
    private static final int LAST_LINE_LENGTH = 64 << 10;

    /// What is known of the bytes: they only ever grow.
    ///
    /// @param guard the up to 64 bytes before the size
    private record Extent(long size, Fingerprint prefix, Fingerprint guard) {
        /// Null if the file is empty, or shrinks while we look.
        static @Nullable Extent of(OpenFile file, long size) throws IOException {
            byte[] start = file.bytes(0, Math.min(size, PREFIX_LENGTH));
            byte[] end = file.bytes(Math.max(0, size - Position.GUARD_LENGTH), size);
            boolean whole = size > 0
                    && start.length == Math.min(size, PREFIX_LENGTH)
                    && end.length == Math.min(size, Position.GUARD_LENGTH);
            return whole ? new Extent(size, Fingerprint.of(start), Fingerprint.of(end)) : null;
        }
    }

    private final GenerationId id;
    private final OpenFile file;
    private volatile Extent extent;
    private volatile long grewAt;
    private volatile boolean suspect;
    private volatile boolean abandoned;
    private volatile Losses.@Nullable Reason ended;
    private long missingSince;
    private boolean found = true;
    private long lookedAt;
    private long comparedAt;

    private Generation(GenerationId id, OpenFile file, Extent extent, long now) {
        this.id = id;
        this.file = file;
        this.extent = extent;
        this.grewAt = now;
        this.lookedAt = now;
    }

    /// Null if there are no bytes: such a file has nothing to be recognized by.
    static @Nullable Generation of(GenerationId id, OpenFile file, long now) throws IOException {
        Extent extent = Extent.of(file, file.size());
        return extent == null ? null : new Generation(id, file, extent, now);
    }

    public GenerationId id() {
        return id;
    }

    /// The name under which it was seen last.
    public Path path() {
        return file.path();
    }

    public Input input() {
        return file.input();
    }

    /// The largest size seen, in bytes.
    public long size() {
        return extent.size;
    }

    /// The first bytes, by which it is known: up to 1 KiB.
    public Fingerprint prefix() {
        return extent.prefix;
    }

    /// The largest size seen, and the bytes before it. What lies beyond belongs to nobody yet: it may have been
    /// written after a truncation that the next scan will notice.
    public Position end() {
        Extent known = extent;
        return new Position(known.size, known.guard, 0);
    }

    /// Why there will be no more of its bytes to read, null while there may be. What an output has not read by then
    /// is lost; the generation stays until every output has said so.
    public Losses.@Nullable Reason ended() {
        return ended;
    }

    /// Whether nobody finds it under any name and its writer is quiet: a last line without an end will get none.
    public boolean isAbandoned() {
        return abandoned;
    }

    /// When the last growth was seen, in nanoseconds of the catalog's clock.
    public long grewAt() {
        return grewAt;
    }

    /// Whether it can be read now. If not, it will be soon: asking is asking for it.
    public boolean isOpen() {
        if (file.isResting()) {
            file.want();
            return false;
        }
        return true;
    }

    /// Reads from an offset of the file until the buffer is full or the file ends.
    public void read(ByteBuffer into, long offset) throws IOException {
        file.used();
        file.read(into, offset);
    }

    /// Told by whoever found other bytes than were there before. The next scan replaces the generation.
    public void suspect() {
        suspect = true;
    }

    OpenFile file() {
        return file;
    }

    Fingerprint guard() {
        return extent.guard;
    }

    void end(Losses.Reason reason) {
        ended = reason;
    }

    /// @param now whether the last scan found it under a name, or may have missed it
    void found(boolean now, long time) {
        if (found && !now) {
            missingSince = time;
        }
        found = now;
    }

    boolean isFound() {
        return found;
    }

    /// When a scan first missed it, if it is not found.
    long missingSince() {
        return missingSince;
    }

    /// Whether nobody has found it, and it has not grown, for so long.
    boolean isForsaken(Duration quiet, long now) {
        return !found && now - Math.max(missingSince, grewAt) >= quiet.toNanos();
    }

    void abandoned(boolean now) {
        abandoned = now;
    }

    /// A file that is quiet is looked at less and less often.
    ///
    /// @param longest nanoseconds between two looks
    boolean isDue(long now, long longest) {
        long quiet = now - grewAt;
        return suspect || now - lookedAt >= Math.min(quiet / 10, longest);
    }

    /// Whether the name now stands for another size. A file that rests is looked at by its name.
    boolean hasChangedSize(long now) throws IOException {
        lookedAt = now;
        return file.sizeByName() != size();
    }

    /// The place after the last line that has an end; inside the last line if that is longer than what is looked
    /// at.
    Position lastLineEnd() throws IOException {
        long size = size();
        long from = Math.max(0, size - LAST_LINE_LENGTH);
        byte[] bytes = file.bytes(from, size);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        end = end == 0 && from > 0 ? bytes.length : end;
        int guard = Math.min(end, Position.GUARD_LENGTH);
        return new Position(from + end, Fingerprint.of(bytes, end - guard, end), 0);
    }

    /// Looks at the file again: size, and whether the last bytes that were known are still there. In a file that
    /// has been quiet for long and keeps its size, they are compared every ten seconds.
    ///
    /// @param thoroughly whether to compare them in any case
    /// @return false if these are not the bytes of this generation any more
    boolean refresh(long now, boolean thoroughly) throws IOException {
        Extent known = extent;
        lookedAt = now;
        long size = file.size();
        if (suspect || size < known.size) {
            return false;
        }
        if (!thoroughly && size == known.size && now - comparedAt < Math.min(now - grewAt, COMPARED_EVERY)) {
            return true;
        }
        comparedAt = now;
        // The new end is read before the old one is compared: what was rewritten in between shows there.
        Extent grown = size == known.size ? known : Extent.of(file, size);
        if (!file.has(known.guard, known.size - known.guard.length())
                || (size > known.size && !file.has(known.prefix, 0))) {
            return false;
        }
        if (grown != null && grown.size > known.size) {
            extent = grown;
            grewAt = now;
        }
        return true;
    }
}
