package io.sidecars.logshipper.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses bodies (RFC 1952), one at a time. The compressor is used again: setting one up costs more than a small
/// body.
public final class Gzip implements Compressor {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 255};
    private static final int TRAILER = 8;

    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private byte[] out = HEADER;
    private int length;

    /// @param level 1 to 9
    public Gzip(int level) {
        deflater = new Deflater(level, true);
    }

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public synchronized ByteBuf compress(ByteBuf body) {
        deflater.reset();
        checksum.reset();
        out = Arrays.copyOf(HEADER, Math.max(512, body.readableBytes() / 4));
        length = HEADER.length;
        for (ByteBuffer piece : body.nioBuffers()) {
            checksum.update(piece.duplicate());
            deflater.setInput(piece);
            while (!deflater.needsInput()) {
                deflate();
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            deflate();
        }
        require(TRAILER);
        putIntLE((int) checksum.getValue());
        putIntLE(body.readableBytes());
        return Unpooled.wrappedBuffer(out, 0, length);
    }

    @Override
    public synchronized void close() {
        deflater.end();
    }

    private void deflate() {
        require(1);
        length += deflater.deflate(out, length, out.length - length);
    }

    private void require(int room) {
        if (out.length - length < room) {
            out = Arrays.copyOf(out, out.length * 2);
        }
    }

    private void putIntLE(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out[length++] = (byte) (value >>> shift);
        }
    }
}
