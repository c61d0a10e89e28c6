import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Describes the machine, and measures how much other work slows it down.
final class Machine {
    private final byte[] job = new byte[1 << 20];
    private final DoubleSummaryStatistics calibration = new DoubleSummaryStatistics();
    private final long stolenBefore = stolen();

    Machine() throws IOException {
        for (int i = 0; i < 5; i++) {
            work(); // lets the JVM compile it
        }
    }

    String description() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d x %s, %d GiB, Linux %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                Math.round(Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1048576.0),
                System.getProperty("os.version"),
                Runtime.version());
    }

    /// Does a fixed amount of work. Its CPU time grows when other programs use the same core.
    void calibrate() {
        calibration.accept(work());
    }

    String noise() throws IOException {
        String busy =
                calibration.getMax() > 1.15 * calibration.getMin() ? ": **the machine was busy, measure again**" : "";
        return String.format(
                Locale.ROOT,
                "A fixed job before each run took %.3f to %.3f CPU s; the hypervisor took %.1f s away (steal)%s.",
                calibration.getMin(),
                calibration.getMax(),
                (stolen() - stolenBefore) / 100.0,
                busy);
    }

    private double work() {
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        CRC32C sum = new CRC32C();
        for (int i = 0; i < 200; i++) {
            for (int k = 0; k < job.length; k++) {
                job[k] = (byte) (job[k] * 31 + k);
            }
            sum.update(job);
        }
        job[0] = (byte) sum.getValue();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun)
                / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /// Steal time of all CPUs since the machine started, in hundredths of a second.
    private static long stolen() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().split(" +")[8]);
        }
    }

    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        }
    }
}
