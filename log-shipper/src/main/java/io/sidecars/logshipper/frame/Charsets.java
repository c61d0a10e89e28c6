package io.sidecars.logshipper.frame;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Pattern;

/// Charsets whose files can be cut into lines before they are decoded: a byte below 0x30 always means the ASCII
/// character, so a newline is never a part of another character.
public final class Charsets {
    /// Canonical names.
    private static final Pattern FRAMED_ON_BYTES = Pattern.compile(
            "UTF-8|US-ASCII|(x-)?iso-8859-\\d+|windows-125\\d"
                    + "|GBK|GB18030|GB2312|Big5|Shift_JIS|windows-31j|EUC-JP|EUC-KR",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WIDE = Pattern.compile("(x-|X-)?UTF-(16|32).*");

    private Charsets() {}

    /// Takes any name or alias that Java knows.
    ///
    /// @throws IllegalArgumentException with a reason that is meant for the operator
    public static Charset parse(String name) {
        Charset charset = named(name);
        if (FRAMED_ON_BYTES.matcher(charset.name()).matches()) {
            return charset;
        }
        if (WIDE.matcher(charset.name()).matches()) {
            throw new IllegalArgumentException("cannot be read: its line ends are not single bytes");
        }
        throw new IllegalArgumentException("is none of the charsets that can be read: UTF-8, US-ASCII,"
                + " ISO-8859-*, windows-125*, GBK, GB18030, GB2312, Big5, Shift_JIS, windows-31j, EUC-JP, EUC-KR");
    }

    private static Charset named(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("is not a known charset", e);
        }
    }
}
