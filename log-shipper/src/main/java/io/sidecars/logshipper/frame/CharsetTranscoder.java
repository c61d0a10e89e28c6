package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.record.Utf8;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/// Decodes the text and encodes it as UTF-8, a chunk at a time. ASCII text is the same in every permitted charset
/// and is not copied.
final class CharsetTranscoder extends Transcoder {
    private static final int CHUNK = 2048;
    private static final int MAX_UTF8_PER_BYTE = 3;

    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = UTF_8.newEncoder();
    private final CharBuffer chunk = CharBuffer.allocate(CHUNK);
    private ByteBuffer source = ByteBuffer.allocate(0);
    private ByteBuffer scratch = ByteBuffer.allocate(0);

    CharsetTranscoder(Charset charset) {
        decoder = charset.newDecoder();
    }

    @Override
    public boolean transcode(byte[] text, int from, int to) {
        if (Utf8.firstBeyondAscii(text, from, to) == to) {
            result(text, from, to);
            return true;
        }
        view(text, from, to);
        // A byte decodes to at most one char, and a char is at most three bytes of UTF-8.
        int capacity = (to - from) * MAX_UTF8_PER_BYTE;
        if (scratch.capacity() < capacity) {
            scratch = ByteBuffer.allocate(capacity);
        }
        scratch.clear();
        boolean wellFormed = true;
        CoderResult result;
        do {
            result = decoder.decode(source, chunk, true);
            if (result.isError()) {
                wellFormed = false;
                source.position(source.position() + result.length());
                encodeChunk();
                chunk.put('\uFFFD');
            }
            encodeChunk();
        } while (!result.isUnderflow());
        result(scratch.array(), 0, scratch.position());
        return wellFormed;
    }

    /// Decodes up to the index; what the decoder does not consume is the beginning of a split character. It must
    /// decode from the start of the text, because only there is it known which bytes form a character.
    @Override
    public int cut(byte[] text, int from, int index) {
        view(text, from, index);
        CoderResult result;
        do {
            chunk.clear();
            result = decoder.decode(source, chunk, false);
            if (result.isError()) {
                source.position(source.position() + result.length());
            }
        } while (!result.isUnderflow());
        chunk.clear();
        return source.position();
    }

    /// Wraps an array only if it is another one; the read buffer is the same for most texts.
    @SuppressWarnings("ReferenceEquality") // is it the same array?
    private void view(byte[] text, int from, int to) {
        if (source.array() != text) {
            source = ByteBuffer.wrap(text);
        }
        source.limit(to).position(from);
        decoder.reset();
    }

    private void encodeChunk() {
        encoder.reset().encode(chunk.flip(), scratch, true);
        chunk.clear();
    }
}
