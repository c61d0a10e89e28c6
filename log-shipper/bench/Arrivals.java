import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Records which of the numbered lines have arrived, each line by itself, over all connections.
///
/// Safe for use by several threads.
final class Arrivals {
    private static final int BUCKETS_PER_MS = 20;
    private static final int MAX_MS = 20_000;

    private final long expected;
    private final long[] seen;
    private final int[] latencies = new int[MAX_MS * BUCKETS_PER_MS];
    private final boolean timed;
    private long arrived;
    private long duplicated;
    private long outOfOrder;
    private long unknown;
    private long wireBytes;
    private long highest = -1;
    private long lastAt = System.nanoTime();

    /// @param expected the number of lines, numbered from 0; may be larger than what is written in the end
    /// @param timed whether to measure latency: each line must then carry the time at which it was written
    Arrivals(long expected, boolean timed) {
        this.expected = expected;
        this.timed = timed;
        this.seen = new long[(int) (expected / Long.SIZE + 1)];
    }

    /// Counts the marks in bytes that have just arrived.
    ///
    /// @param wireLength the number of bytes that these took on the wire, less if they were compressed
    synchronized void take(byte[] bytes, int from, int to, int wireLength) {
        wireBytes += wireLength;
        long now = timed ? micros() : 0;
        for (int at = from; (at = SequenceMark.find(bytes, at, to)) >= 0; at += SequenceMark.LENGTH) {
            count(SequenceMark.number(bytes, at));
            if (timed) {
                long bucket = (now - SequenceMark.micros(bytes, at)) * BUCKETS_PER_MS / 1000;
                latencies[Math.clamp(bucket, 0, latencies.length - 1)]++;
            }
        }
        lastAt = System.nanoTime();
    }

    private void count(long number) {
        if (number >= expected) {
            unknown++;
            return;
        }
        int word = (int) (number / Long.SIZE);
        long bit = 1L << number;
        if ((seen[word] & bit) != 0) {
            duplicated++;
            return;
        }
        seen[word] |= bit;
        arrived++;
        if (number < highest) {
            outOfOrder++;
        } else {
            highest = number;
        }
    }

    synchronized long arrived() {
        return arrived;
    }

    synchronized long duplicated() {
        return duplicated;
    }

    /// Lines that arrived for the first time after one with a higher number.
    synchronized long outOfOrder() {
        return outOfOrder;
    }

    /// Lines with a number that was never written. More than none is a defect of the program that sent them.
    synchronized long unknown() {
        return unknown;
    }

    /// Bytes of request bodies and lines as they arrived, without HTTP headers.
    synchronized long wireBytes() {
        return wireBytes;
    }

    /// `System.nanoTime()` of the last arrival; before the first arrival, of the creation of this object.
    synchronized long lastAt() {
        return lastAt;
    }

    /// Milliseconds from the write of a line to its arrival. All duplicates count too.
    synchronized double latency(double quantile) {
        long rank = (long) Math.ceil(quantile * (arrived + duplicated));
        long below = 0;
        for (int i = 0; i < latencies.length; i++) {
            below += latencies[i];
            if (below >= rank) {
                return (double) (i + 1) / BUCKETS_PER_MS;
            }
        }
        return MAX_MS;
    }

    static long micros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }
}
