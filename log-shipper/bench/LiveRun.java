import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/// The result of one run in which a file grows at a fixed rate: latency from the write of a line to its arrival,
/// and cost.
///
/// @param bytes written after the warm-up
/// @param cpuSeconds of the whole process, after the warm-up
/// @param peakMemory VmHWM in KiB
/// @param median latency in milliseconds
/// @param p99 latency in milliseconds
record LiveRun(long bytes, double cpuSeconds, long peakMemory, double median, double p99, long lost, long duplicated) {
    static final String HEAD = """
        | program | job | p50 ms | p99 ms | CPU s/GB | peak MiB | lost | duplicated |
        |---|---|---|---|---|---|---|---|\
        """;

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final long STEP_NANOS = 1_000_000;
    private static final int MIN_LINE = 64;

    /// @param rate in bytes per second; there is one write per millisecond
    static LiveRun of(Contender contender, CountingReceiver receiver, Path directory, Path file, int rate)
            throws IOException, InterruptedException {
        long maxLines = rate / MIN_LINE * (WARM_UP.plus(LENGTH).toSeconds() + 1);
        Workload lines = new Workload(contender.input());
        try (OutputStream out = Files.newOutputStream(file);
                MeasuredProcess process = new MeasuredProcess(contender, receiver, directory, file)) {
            Arrivals before = new Arrivals(maxLines, true);
            receiver.expect(before);
            write(lines, out, rate, WARM_UP);
            long first = lines.lines();
            await(before, first);
            double cpuBefore = process.cpuSeconds();
            Arrivals arrivals = new Arrivals(maxLines, true);
            receiver.expect(arrivals);
            long bytes = write(lines, out, rate, LENGTH);
            long expected = lines.lines() - first;
            await(arrivals, expected);
            double cpu = process.cpuSeconds() - cpuBefore;
            long memory = process.isAlive() ? process.peakMemory() : 0;
            process.stop();
            return new LiveRun(
                    bytes,
                    cpu,
                    memory,
                    arrivals.latency(0.5),
                    arrivals.latency(0.99),
                    expected - arrivals.arrived(),
                    arrivals.duplicated());
        }
    }

    static String row(Contender contender, List<LiveRun> runs) {
        return "| %s | %s | %s | %s | %s | %s | %d | %d |"
                .formatted(
                        contender.program(),
                        contender.job(),
                        spread(runs, LiveRun::median),
                        spread(runs, LiveRun::p99),
                        spread(runs, run -> run.cpuSeconds * 1e9 / run.bytes),
                        spread(runs, run -> run.peakMemory / 1024.0),
                        runs.stream().mapToLong(LiveRun::lost).max().orElse(0),
                        runs.stream().mapToLong(LiveRun::duplicated).max().orElse(0));
    }

    private static String spread(List<LiveRun> runs, ToDoubleFunction<LiveRun> value) {
        return Row.spread("%.1f", runs.stream().mapToDouble(value).toArray());
    }

    private static long write(Workload lines, OutputStream out, int rate, Duration length) throws IOException {
        long begun = System.nanoTime();
        long written = 0;
        long step = 1;
        while (step * STEP_NANOS <= length.toNanos()) {
            LockSupport.parkNanos(begun + step * STEP_NANOS - System.nanoTime());
            step = (System.nanoTime() - begun) / STEP_NANOS; // may skip steps: the next write then makes up for them
            int due = (int) (step * rate / 1000 - written);
            if (due > 0) {
                written += lines.write(Math.min(due, Workload.MAX_CHUNK), Arrivals.micros(), out);
            }
            step++;
        }
        return written;
    }

    private static void await(Arrivals arrivals, long lines) throws InterruptedException {
        while (arrivals.arrived() < lines && System.nanoTime() - arrivals.lastAt() < STALL.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
