package io.sidecars.logshipper.compress;

import java.nio.ByteBuffer;

/// Compresses request bodies, one at a time. Any thread may call it. Holds memory outside the heap until it is
/// closed.
public interface Compressor extends AutoCloseable {
    /// For the header Content-Encoding.
    String name();

    /// Compresses the concatenation of these pieces, whose positions it leaves unchanged. The result has memory of
    /// its own.
    ByteBuffer compress(ByteBuffer... body);

    @Override
    void close();
}
