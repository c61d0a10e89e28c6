package io.sidecars.logshipper.compress;

import io.netty.buffer.ByteBuf;

/// Makes bodies smaller, one at a time, whoever calls. It has memory outside the heap until it is closed.
public interface Compressor extends AutoCloseable {
    /// For the header Content-Encoding.
    String name();

    /// The body compressed, in memory of its own.
    ByteBuf compress(ByteBuf body);

    @Override
    void close();
}
