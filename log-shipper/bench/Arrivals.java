import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Which of the numbered lines have arrived: exact, line by line, whatever the number of connections.
final class Arrivals {
    private static final int BUCKETS_PER_MS = 20;
    private static final int LONGEST_MS = 20_000;

    private final long expected;
    private final long[] seen;
    private final int[] latencies = new int[LONGEST_MS * BUCKETS_PER_MS];
    private final boolean timed;
    private long arrived;
    private long duplicated;
    private long outOfOrder;
    private long unknown;
    private long wireBytes;
    private long highest = -1;
    private long lastAt = System.nanoTime();

    /// @param expected how many lines there are, numbered from 0; may be more than will be written
    /// @param timed whether the lines bear the time at which they were written
    Arrivals(long expected, boolean timed) {
        this.expected = expected;
        this.timed = timed;
        this.seen = new long[(int) (expected / Long.SIZE + 1)];
    }

    /// Counts the markers in some bytes that arrived just now.
    ///
    /// @param wireLength of the same bytes as they were sent
    synchronized void take(byte[] bytes, int from, int to, int wireLength) {
        wireBytes += wireLength;
        long now = timed ? micros() : 0;
        for (int at = SequenceMark.find(bytes, from, to); at >= 0; at = SequenceMark.find(bytes, at + SequenceMark.LENGTH, to)) {
            long number = SequenceMark.number(bytes, at);
            count(number);
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

    /// Lines with a number that nobody wrote: there should be none.
    synchronized long unknown() {
        return unknown;
    }

    /// Of bodies and lines, without HTTP's own.
    synchronized long wireBytes() {
        return wireBytes;
    }

    /// Nano time of the last arrival, before the first one of the start.
    synchronized long lastAt() {
        return lastAt;
    }

    /// From writing a line until it arrived, in milliseconds.
    synchronized double latency(double quantile) {
        long rank = (long) Math.ceil(quantile * (arrived + duplicated));
        long below = 0;
        for (int i = 0; i < latencies.length; i++) {
            below += latencies[i];
            if (below >= rank) {
                return (double) (i + 1) / BUCKETS_PER_MS;
            }
        }
        return LONGEST_MS;
    }

    static long micros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }
}
