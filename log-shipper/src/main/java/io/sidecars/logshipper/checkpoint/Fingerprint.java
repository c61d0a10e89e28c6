package io.sidecars.logshipper.checkpoint;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// Length and hash of some bytes, by which they are recognized later. It is no protection against bytes that
/// were made to collide.
public record Fingerprint(int length, long hash) {
    public static final Fingerprint EMPTY = of(new byte[0]);

    public static Fingerprint of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static Fingerprint of(byte[] bytes, int from, int to) {
        CRC32C low = new CRC32C();
        low.update(bytes, from, to - from);
        CRC32 high = new CRC32();
        high.update(bytes, from, to - from);
        return new Fingerprint(to - from, high.getValue() << 32 | low.getValue());
    }
}
