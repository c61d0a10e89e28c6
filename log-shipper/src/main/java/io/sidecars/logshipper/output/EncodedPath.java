package io.sidecars.logshipper.output;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The path of the file that is being read, and what always stands around it, made once for all its records.
public final class EncodedPath {
    private final byte[] before;
    private final byte[] after;
    private @Nullable Path path;
    private byte[] bytes = {};

    public EncodedPath(byte[] before) {
        this(before, new byte[0]);
    }

    public EncodedPath(byte[] before, byte[] after) {
        this.before = before;
        this.after = after;
    }

    /// The path as a JSON string, quotes included, between what is before and after it.
    public byte[] bytes(Path of) {
        if (!of.equals(path)) {
            path = of;
            bytes = new WireBuffer(256)
                    .put(before)
                    .putJson(of.toString())
                    .put(after)
                    .copy();
        }
        return bytes;
    }
}
