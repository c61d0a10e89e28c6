package io.sidecars.logshipper.output;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The encoded path of the file that is being read. Encoded once for all records of the file.
public final class EncodedPath {
    private final Function<Path, byte[]> encoder;
    private @Nullable Path path;
    private byte[] bytes = {};

    public EncodedPath(Function<Path, byte[]> encoder) {
        this.encoder = encoder;
    }

    /// The path as a JSON string, quotes included, between these bytes.
    public static EncodedPath json(byte[] before, byte[] after) {
        return new EncodedPath(path -> new WireBuffer(256)
                .put(before)
                .putJson(path.toString())
                .put(after)
                .copy());
    }

    public byte[] bytes(Path of) {
        if (!of.equals(path)) {
            path = of;
            bytes = encoder.apply(of);
        }
        return bytes;
    }
}
