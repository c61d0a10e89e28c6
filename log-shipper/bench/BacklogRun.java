import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The result of one run: a program is started, sends a file that is already complete, and is stopped.
///
/// @param seconds from the start of the process to the arrival of the last line
/// @param peakMemory VmHWM in KiB
/// @param wireBytes bytes that arrived, before decompression
/// @param problem one sentence, null if there is none
record BacklogRun(
        double seconds,
        double cpuSeconds,
        long peakMemory,
        long wireBytes,
        long arrived,
        long lost,
        long duplicated,
        long outOfOrder,
        String problem) {
    private static final Duration STALL = Duration.ofSeconds(30);

    static BacklogRun of(Contender contender, CountingReceiver receiver, Path directory, Path file, long lines)
            throws IOException, InterruptedException {
        Arrivals arrivals = new Arrivals(lines, false);
        receiver.expect(arrivals);
        try (MeasuredProcess process = new MeasuredProcess(contender, receiver, directory, file)) {
            boolean stalled = false;
            while (arrivals.arrived() < lines && process.isAlive() && !stalled && receiver.refused() == null) {
                Thread.sleep(5);
                stalled = System.nanoTime() - arrivals.lastAt() > STALL.toNanos();
            }
            String problem = process.isAlive() ? null : "ended before SIGTERM: " + process.firstProblem();
            double seconds = (arrivals.lastAt() - process.startedAt()) / 1e9;
            double cpu = process.cpuSeconds();
            long memory = process.isAlive() ? process.peakMemory() : 0;
            int exit = process.stop();
            if (problem == null && receiver.refused() != null) {
                problem = "the receiver could not take a request: " + receiver.refused();
            } else if (problem == null && stalled) {
                problem = "nothing arrived for " + STALL.toSeconds() + " s: " + process.firstProblem();
            } else if (problem == null && exit != 0 && exit != 128 + 15) {
                problem = "exit code " + exit + " after SIGTERM: " + process.firstProblem();
            } else if (problem == null && arrivals.unknown() > 0) {
                problem = arrivals.unknown() + " lines arrived that were never written";
            }
            // Counted last, after the process has ended: duplicates may come late.
            return new BacklogRun(
                    seconds,
                    cpu,
                    memory,
                    arrivals.wireBytes(),
                    arrivals.arrived(),
                    lines - arrivals.arrived(),
                    arrivals.duplicated(),
                    arrivals.outOfOrder(),
                    problem);
        }
    }
}
