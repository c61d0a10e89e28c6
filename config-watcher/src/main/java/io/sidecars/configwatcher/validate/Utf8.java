package io.sidecars.configwatcher.validate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Decodes UTF-8 strictly.
final class Utf8 {
    private Utf8() {}

    /// Returns null, and adds an error, if the bytes are not valid UTF-8.
    static @Nullable String decode(byte[] bytes, ErrorCollector errors) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        boolean isMalformed =
                decoder.decode(ByteBuffer.wrap(bytes), decoded, true).isError();
        String text = decoded.flip().toString();
        if (isMalformed) {
            errors.add(Position.after(text), "must be valid UTF-8");
            return null;
        }
        return text;
    }
}
