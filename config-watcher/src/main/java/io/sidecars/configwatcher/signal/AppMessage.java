package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.text.Printable;

/// Makes text from an app fit to be shown and logged: one line of at most 200 characters, without control
/// characters.
final class AppMessage {
    private static final int MAX_LENGTH = 200;

    private AppMessage() {}

    static String of(String text) {
        String line = Printable.of(text.replaceAll("\\p{Cntrl}+", " ").strip());
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
