package io.sidecars.logshipper.checkpoint;

import java.security.SecureRandom;
import java.util.HexFormat;

/// 128 random bits that identify the bytes of a file from their creation to their destruction.
public record GenerationId(long high, long low) {
    public static GenerationId random(SecureRandom random) {
        return new GenerationId(random.nextLong(), random.nextLong());
    }

    /// Parses what [#toString] returns.
    ///
    /// @throws IllegalArgumentException unless the text is 32 hexadecimal digits
    public static GenerationId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a generation id has 32 hexadecimal digits, not \"" + text + "\"");
        }
        return new GenerationId(
                HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
