package io.sidecars.logshipper.status;

import java.util.Locale;

/// A number of bytes as a person reads it.
public final class ByteSize {
    private static final long KIB = 1 << 10;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private ByteSize() {}

    /// Such as `17 B` or `1.5 MiB`.
    public static String of(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        double number = (double) bytes / KIB;
        int unit = 0;
        while (number >= KIB && unit < UNITS.length - 1) {
            number /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
    }
}
