package io.sidecars.logshipper.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;

/// Makes text valid UTF-8. What is malformed becomes U+FFFD; everything else, NUL included, stays what it is.
///
/// The result is a range of [#bytes], valid until the next one: the source itself where nothing had to change, else
/// a scratch buffer that grows to the longest text and no further. Serves one thread.
public sealed interface Transcoder permits CharsetTranscoder, Utf8Transcoder {

    /// For a charset that [Charsets] permits.
    static Transcoder of(Charset charset) {
        return charset.equals(UTF_8) ? new Utf8Transcoder() : new CharsetTranscoder(charset);
    }

    /// Takes a text.
    ///
    /// @return false if something was malformed
    boolean transcode(byte[] source, int from, int to);

    byte[] bytes();

    int start();

    int end();

    /// The largest index in `(from, index]` at which a text that starts at `from` can be cut without splitting a
    /// character. There must be at least four bytes between them.
    int cut(byte[] source, int from, int index);
}
