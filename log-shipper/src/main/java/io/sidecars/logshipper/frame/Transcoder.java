package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;

/// Makes text valid UTF-8. What is malformed becomes U+FFFD; everything else, NUL included, stays what it is.
///
/// The result is a range of [#bytes], valid until the next one: the source itself where nothing had to change, else
/// a scratch buffer that grows to the longest text and no further. Serves one thread.
public abstract sealed class Transcoder permits CharsetTranscoder, Utf8Transcoder {
    private byte[] bytes = {};
    private int start;
    private int end;

    /// For a charset that [Charsets] permits.
    public static Transcoder of(Charset charset) {
        return charset.equals(UTF_8) ? new Utf8Transcoder() : new CharsetTranscoder(charset);
    }

    /// Takes a text.
    ///
    /// @return false if something was malformed
    public abstract boolean transcode(byte[] source, int from, int to);

    /// The largest index in `(from, index]` at which a text that starts at `from` can be cut without splitting a
    /// character. There must be at least four bytes between them.
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
