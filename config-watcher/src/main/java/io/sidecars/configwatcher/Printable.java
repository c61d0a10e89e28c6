package io.sidecars.configwatcher;

/// Text of somebody else for a terminal, which does what control characters say, and turns text around where others
/// say.
final class Printable {
    private Printable() {}

    /// One line.
    static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
