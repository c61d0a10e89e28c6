package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.text.Printable;

/// What an app says, as it is shown and logged: one short line, whatever it says.
final class AppMessage {
    private static final int LONGEST = 200;

    private AppMessage() {}

    static String of(String text) {
        String line = Printable.of(text.replaceAll("\\p{Cntrl}+", " ").strip());
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    static String of(Exception problem) {
        return of(String.valueOf(problem.getMessage()));
    }
}
