import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// What came of one run through a backlog.
///
/// @param seconds from the start of the process to the arrival of the last line
/// @param peakMemory in KiB
/// @param wireBytes that arrived, compressed where they were
/// @param problem null if there is none
record Drain(
        double seconds,
        double cpuSeconds,
        long peakMemory,
        long wireBytes,
        long arrived,
        long lost,
        long duplicated,
        long disordered,
        String problem) {
    private static final Duration STALL = Duration.ofSeconds(30);

    static Drain of(Contender contender, Sink sink, Path directory, Path file, long lines)
            throws IOException, InterruptedException {
        Arrivals arrivals = new Arrivals(lines, false);
        sink.expect(arrivals);
        try (Subject subject = new Subject(contender, sink, directory, file)) {
            boolean stalled = false;
            while (arrivals.arrived() < lines && subject.isAlive() && !stalled && sink.refused() == null) {
                Thread.sleep(5);
                stalled = System.nanoTime() - arrivals.lastAt() > STALL.toNanos();
            }
            String problem = subject.isAlive() ? null : "ended by itself: " + subject.complaint();
            double seconds = (arrivals.lastAt() - subject.startedAt()) / 1e9;
            double cpu = subject.cpuSeconds();
            long memory = subject.isAlive() ? subject.peakMemory() : 0;
            int exit = subject.stop();
            if (problem == null && sink.refused() != null) {
                problem = "the sink refused: " + sink.refused();
            } else if (problem == null && stalled) {
                problem = "nothing arrived for " + STALL.toSeconds() + " s: " + subject.complaint();
            } else if (problem == null && exit != 0 && exit != 128 + 15) {
                problem = "exit code " + exit + " after SIGTERM: " + subject.complaint();
            } else if (problem == null && arrivals.unknown() > 0) {
                problem = arrivals.unknown() + " lines that nobody wrote";
            }
            // counted at the very end: duplicates may come late
            return new Drain(
                    seconds,
                    cpu,
                    memory,
                    arrivals.wireBytes(),
                    arrivals.arrived(),
                    lines - arrivals.arrived(),
                    arrivals.duplicated(),
                    arrivals.disordered(),
                    problem);
        }
    }
}
