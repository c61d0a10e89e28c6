package io.sidecars.logshipper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Measures when the machine stood still. A thread needs a processor and the disk again and again, as saving a
/// checkpoint does, and notes when it had to wait for longer than that takes.
final class Stalls {
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final long NOTED = Duration.ofMillis(200).toNanos();

    private record Stall(long from, long to) {}

    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private long alive = System.nanoTime();

    /// Until it is interrupted.
    ///
    /// @param probe a file on the disk in question, which is written
    Void watch(Path probe) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                file.write(ByteBuffer.allocate(1), 0);
                file.force(true);
                note();
                TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
            }
        }
    }

    /// Notes a stall. Call it before asking about a stall that may not be over.
    synchronized void note() {
        long now = System.nanoTime();
        if (now - alive > NOTED) {
            stalls.add(new Stall(alive + NOTED, now));
        }
        alive = now;
    }

    Duration total() {
        return Duration.ofNanos(within(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /// How much of this time it stood still, in nanoseconds.
    long within(long from, long to) {
        return stalls.stream()
                .mapToLong(stall -> Math.min(stall.to, to) - Math.max(stall.from, from))
                .filter(common -> common > 0)
                .sum();
    }
}
