package io.sidecars.logshipper.output;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The path of the file that is being read, made once for all its records.
public final class EncodedPath {
    private @Nullable Path path;
    private byte[] json = {};

    /// The path as a JSON string, quotes included.
    public byte[] json(Path of) {
        if (!of.equals(path)) {
            path = of;
            json = new WireBuffer(256).putJson(of.toString()).copy();
        }
        return json;
    }
}
