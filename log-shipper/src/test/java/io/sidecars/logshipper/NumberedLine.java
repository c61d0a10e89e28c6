package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A line that says which one it is, and proves that it is whole: `run file generation number crc payload`.
///
/// @param generation counts the lives of the file, as its writer sees them
/// @param number counts the lines of the file, through all its lives
record NumberedLine(String run, String file, int generation, int number) {

    byte[] print(String payload) {
        return (head() + checksum(payload) + " " + payload + "\n").getBytes(UTF_8);
    }

    /// Null if it is no whole line.
    static @Nullable NumberedLine parse(String text) {
        String[] parts = text.split(" ", 6);
        if (parts.length < 6 || !parts[2].matches("\\d{1,9}") || !parts[3].matches("\\d{1,9}")) {
            return null;
        }
        NumberedLine line =
                new NumberedLine(parts[0], parts[1], Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
        return line.checksum(parts[5]).equals(parts[4]) ? line : null;
    }

    private String head() {
        return run + " " + file + " " + generation + " " + number + " ";
    }

    private String checksum(String payload) {
        CRC32C crc = new CRC32C();
        crc.update((head() + payload).getBytes(UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
