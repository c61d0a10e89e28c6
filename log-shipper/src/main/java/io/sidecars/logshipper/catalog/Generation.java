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

/// The bytes of a file from their creation to their destruction, whatever the file is called meanwhile. The file
/// is held open. The catalog's thread changes it, pipelines read it.
public final class Generation {
    static final int PREFIX_LENGTH = 1024;
    private static final long COMPARED_EVERY = 10_000_000_000L;
    private static final int LAST_LINE_LENGTH = 64 << 10;

    /// What is known of the bytes: they only ever grow.
    ///
    /// @param guard the up to 64 bytes before the size
    private record Extent(long size, Fingerprint prefix, Fingerprint guard) {
        /// Null if the file is empty, or shrinks while it is read.
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
    private @Nullable Position searchedEnd;
    private long searchedFrom;
    private boolean hasLineEnd;

    private Generation(GenerationId id, OpenFile file, Extent extent, long now) {
        this.id = id;
        this.file = file;
        this.extent = extent;
        this.grewAt = now;
        this.lookedAt = now;
    }

    /// Null if the file is empty, because then there is nothing to recognize it by.
    static @Nullable Generation of(GenerationId id, OpenFile file, long now) throws IOException {
        Extent extent = Extent.of(file, file.size());
        return extent == null ? null : new Generation(id, file, extent, now);
    }

    public GenerationId id() {
        return id;
    }

    /// The name under which it was last seen.
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

    /// The first bytes, up to 1 KiB, by which it is recognized.
    public Fingerprint prefix() {
        return extent.prefix;
    }

    /// The largest size seen, and the bytes before it. Bytes beyond it are not part of the generation yet: they
    /// may have been written after a truncation that the next scan will notice.
    public Position end() {
        Extent known = extent;
        return new Position(known.size, known.guard, 0);
    }

    /// Why its bytes can no longer be read, null while they can. What an output has not read by then is lost. The
    /// generation stays until every output has counted that.
    public Losses.@Nullable Reason ended() {
        return ended;
    }

    /// Whether the file has no name any more and has stopped growing, so that an unterminated last line will
    /// never be completed.
    public boolean isAbandoned() {
        return abandoned;
    }

    /// When the last growth was seen, in nanoseconds of the catalog's clock.
    public long grewAt() {
        return grewAt;
    }

    /// Whether it can be read now. If it rests, asking makes the catalog open it again soon.
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

    /// A pipeline has read other bytes than those that were there before. The next scan ends this generation.
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

    /// @param now whether the last scan found it under a name, or could not look everywhere
    void found(boolean now, long time) {
        if (found && !now) {
            missingSince = time;
        }
        found = now;
    }

    boolean isFound() {
        return found;
    }

    /// When a scan first did not find it. Only valid if [#isFound] is false.
    long missingSince() {
        return missingSince;
    }

    /// Whether no scan has found it, and it has not grown, for this long.
    boolean isDeletedAndQuiet(Duration quiet, long now) {
        return !found && now - Math.max(missingSince, grewAt) >= quiet.toNanos();
    }

    void abandoned(boolean now) {
        abandoned = now;
    }

    /// The longer a file has been quiet, the less often it is looked at.
    ///
    /// @param longest nanoseconds between two looks
    boolean isDue(long now, long longest) {
        long quiet = now - grewAt;
        return suspect || now - lookedAt >= Math.min(quiet / 10, longest);
    }

    /// Whether the file that has its name now has another size. A file that rests can only be looked at by its
    /// name.
    boolean hasChangedSize(long now) throws IOException {
        lookedAt = now;
        return file.sizeByName() != size();
    }

    /// The position after the last terminated line. If the last line is longer than what is read here, the
    /// position is inside it.
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

    /// Whether a line ends between an offset and the end of the file, or may end there.
    boolean mayHaveLineEnd(long from) throws IOException {
        Position end = end();
        if (!end.equals(searchedEnd) || from != searchedFrom) {
            searchedEnd = end;
            searchedFrom = from;
            hasLineEnd = findLineEnd(from, end.offset());
        }
        return hasLineEnd;
    }

    private boolean findLineEnd(long from, long to) throws IOException {
        if (to - from > input().maxLine()) {
            return true;
        }
        for (long at = from; at < to; at += LAST_LINE_LENGTH) {
            for (byte each : file.bytes(at, Math.min(to, at + LAST_LINE_LENGTH))) {
                if (each == '\n') {
                    return true;
                }
            }
        }
        return false;
    }

    /// Looks at the file again: at its size, and whether the last known bytes are still there. In a quiet file of
    /// unchanged size they are compared every ten seconds.
    ///
    /// @param thoroughly whether to compare them in any case
    /// @return false if the file no longer holds the bytes of this generation
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
        // The new end is read before the old one is compared, so that a rewrite in between is noticed.
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
