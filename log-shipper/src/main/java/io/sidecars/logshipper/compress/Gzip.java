package io.sidecars.logshipper.compress;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses bodies with gzip (RFC 1952). The deflater is reused: creating one costs more than compressing a
/// small body.
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
    public synchronized ByteBuffer compress(ByteBuffer... body) {
        int size = 0;
        for (ByteBuffer piece : body) {
            size += piece.remaining();
        }
        deflater.reset();
        checksum.reset();
        out = Arrays.copyOf(HEADER, Math.max(512, size / 4));
        length = HEADER.length;
        for (ByteBuffer piece : body) {
            checksum.update(piece.duplicate());
            deflater.setInput(piece.duplicate());
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
        putIntLE(size);
        return ByteBuffer.wrap(out, 0, length);
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
