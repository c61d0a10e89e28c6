package io.sidecars.logshipper.record;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.util.HexFormat;

/// Identifies a range of bytes of a generation with 128 bits, for receivers that drop duplicates by id.
public record RecordId(long high, long low) {
    /// Every step is reversible, so two ranges of one generation never have the same id.
    public static RecordId of(GenerationId generation, long start, long end) {
        long high = mix(generation.high() ^ mix(start));
        long low = mix(generation.low() ^ mix(end));
        high += mix(low);
        low ^= mix(high);
        return new RecordId(high, low);
    }

    /// 32 hexadecimal digits.
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /// A bijection in which every output bit depends on every input bit (Stafford's variant 13 of the MurmurHash3
    /// finalizer).
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
