package io.sidecars.configwatcher.validate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strict decoding.
final class Utf8 {
    private Utf8() {}

    /// The text, or null if the bytes are not UTF-8: then there is a flaw.
    static @Nullable String decode(byte[] bytes, ErrorCollector flaws) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        boolean isMalformed =
                decoder.decode(ByteBuffer.wrap(bytes), decoded, true).isError();
        String text = decoded.flip().toString();
        if (isMalformed) {
            flaws.add(Position.after(text), "must be UTF-8");
            return null;
        }
        return text;
    }
}
