package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;

/// Writes times in UTC with nine fractional digits. The part up to the second is cached.
public final class Rfc3339 {
    private static final long SECOND = 1_000_000_000L;

    private long second = Long.MIN_VALUE;
    private byte[] beginning = {};

    /// Appends the time.
    ///
    /// @param nanos since 1970
    public void put(long nanos, WireBuffer buffer) {
        long seconds = Math.floorDiv(nanos, SECOND);
        if (seconds != second) {
            second = seconds;
            String text = Instant.ofEpochSecond(seconds).toString();
            beginning = (text.substring(0, text.length() - 1) + ".").getBytes(US_ASCII);
        }
        buffer.put(beginning).putDigits(Math.floorMod(nanos, SECOND), 9).put('Z');
    }
}
