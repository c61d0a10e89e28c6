package io.sidecars.logshipper.frame;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Pattern;

/// The permitted charsets. A file in one of them can be cut into lines before it is decoded: a byte below 0x30
/// always is the ASCII character, so a newline byte is never part of another character.
public final class Charsets {
    /// Matches canonical names.
    private static final Pattern PERMITTED = Pattern.compile(
            "UTF-8|US-ASCII|(x-)?iso-8859-\\d+|windows-125\\d"
                    + "|GBK|GB18030|GB2312|Big5|Shift_JIS|windows-31j|EUC-JP|EUC-KR",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WIDE = Pattern.compile("(x-|X-)?UTF-(16|32).*");

    private Charsets() {}

    /// Parses any name or alias that Java knows.
    ///
    /// @throws IllegalArgumentException if the charset is not permitted; the message tells the operator why
    public static Charset parse(String name) {
        Charset charset = named(name);
        if (PERMITTED.matcher(charset.name()).matches()) {
            return charset;
        }
        if (WIDE.matcher(charset.name()).matches()) {
            throw new IllegalArgumentException("cannot be read: its line ends are not single bytes");
        }
        throw new IllegalArgumentException("is not a supported charset; supported are UTF-8, US-ASCII,"
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
