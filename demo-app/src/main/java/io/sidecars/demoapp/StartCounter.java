package io.sidecars.demoapp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Counts the starts of the app in a file on the log volume, which lives as long as the Pod and outlives its
/// containers.
final class StartCounter {

    private static final String FILE = "app.starts";

    private StartCounter() {}

    /// Returns the number of this start, from 1. A damaged file counts as no earlier start.
    static long count(Path volume) throws IOException {
        Path file = volume.resolve(FILE);
        String before = Files.exists(file) ? Files.readString(file).strip() : "";
        long start = before.matches("\\d{1,9}") ? Long.parseLong(before) + 1 : 1;
        Files.writeString(file, start + "\n");
        return start;
    }
}
