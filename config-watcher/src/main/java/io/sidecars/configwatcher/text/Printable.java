package io.sidecars.configwatcher.text;

/// Text of somebody else for a terminal. Control characters command it, and formatting ones turn text around.
public final class Printable {
    private Printable() {}

    /// One line, with question marks in place of both.
    public static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
