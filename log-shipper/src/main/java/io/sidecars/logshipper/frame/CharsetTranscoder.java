package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.record.Utf8;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/// Decodes and encodes a chunk at a time. Text of ASCII only is the same in every charset here and is not copied.
final class CharsetTranscoder extends Transcoder {
    private static final int CHUNK = 2048;
    private static final int LONGEST = 3;

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
        // One byte gives at most one char.
        int most = (to - from) * LONGEST;
        if (scratch.capacity() < most) {
            scratch = ByteBuffer.allocate(most);
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

    /// Decodes up to the index and sees what the decoder leaves: only from the start of the text on is it known
    /// which bytes belong together.
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

    /// Wraps an array only when it is another one: a window keeps its array.
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
