package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;

/// Converts text to valid UTF-8. Malformed bytes become U+FFFD; every other character, NUL included, stays the
/// same.
///
/// The result is a range of [#bytes], valid until the next call: the source itself if it needed no change,
/// otherwise a scratch buffer that grows to the longest text. An instance serves one thread.
public abstract sealed class Transcoder permits CharsetTranscoder, Utf8Transcoder {
    private byte[] bytes = {};
    private int start;
    private int end;

    /// A transcoder for a charset that [Charsets] permits.
    public static Transcoder of(Charset charset) {
        return charset.equals(UTF_8) ? new Utf8Transcoder() : new CharsetTranscoder(charset);
    }

    /// Converts one text.
    ///
    /// @return false if some bytes were malformed
    public abstract boolean transcode(byte[] source, int from, int to);

    /// The largest index in `(from, index]` at which a text that starts at `from` can be cut without splitting a
    /// character. `index` must be at least `from + 4`.
    public abstract int cut(byte[] source, int from, int index);

    public final byte[] bytes() {
        return bytes;
    }

    public final int start() {
        return start;
    }

    public final int end() {
        return end;
    }

    final void result(byte[] of, int from, int to) {
        bytes = of;
        start = from;
        end = to;
    }
}
