package io.sidecars.logshipper.compress;

import io.netty.buffer.ByteBuf;

/// Makes bodies smaller, one at a time.
public interface Compressor {
    /// For the header Content-Encoding.
    String name();

    /// The body compressed, in memory of its own.
    ByteBuf compress(ByteBuf body);
}
