import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The time, memory and CPU that a contender needs: to start, while idle, and for swaps.
///
/// @param ready milliseconds from the start to the first 200 of /readyz; NaN if the contender has no /readyz
/// @param signalled milliseconds from the start to the first signal; NaN if the contender sends none at the start
/// @param resident MiB after the idle time
/// @param anonymous the part of it that is not backed by a file
/// @param residentAfter MiB after the swaps
/// @param cpu CPU milliseconds of all threads in the idle time
/// @param swapCpu CPU milliseconds for each swap
record ResourceUsage(
        String name,
        double ready,
        double signalled,
        double resident,
        double anonymous,
        double residentAfter,
        double cpu,
        double swapCpu) {
    private static final Duration MAX_START = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration MAX_SIGNAL = Duration.ofSeconds(10);

    static ResourceUsage of(Contender contender, int seconds, int swaps) throws IOException, InterruptedException {
        try (Testbed testbed = new Testbed(contender, true, false)) {
            KubeletVolume.Swap mounted = testbed.swap();
            MeasuredProcess measured = testbed.launch();
            double ready = Double.NaN;
            double signalled = Double.NaN;
            if (contender.keepsPromises()) {
                ready = measured.awaitReady();
                App.Signal signal = testbed.app().await(mounted, MAX_START);
                signalled = signal == null ? Double.NaN : (signal.at() - measured.startedAt()) / 1e6;
            } else {
                measured.awaitWatching();
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
            double before = measured.cpuMillis();
            TimeUnit.SECONDS.sleep(seconds);
            double cpu = measured.cpuMillis() - before;
            double resident = measured.memory("VmRSS");
            double anonymous = measured.memory("RssAnon");
            before = measured.cpuMillis();
            for (int i = 0; i < swaps; i++) {
                testbed.app().await(testbed.swap(), MAX_SIGNAL);
            }
            TimeUnit.MILLISECONDS.sleep(200); // work that follows the last signal counts too
            double swapCpu = (measured.cpuMillis() - before) / swaps;
            double residentAfter = measured.memory("VmRSS");
            return new ResourceUsage(contender.name(), ready, signalled, resident, anonymous, residentAfter, cpu, swapCpu);
        }
    }

    static String head(int seconds, int swaps) {
        return """
            | program | start to /readyz ms | start to first signal ms | RSS MiB | anonymous MiB | RSS MiB after %d swaps \
            | CPU ms in %d s idle | CPU ms per swap |
            |---|---|---|---|---|---|---|---|\
            """.formatted(swaps, seconds);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %.1f | %.1f | %.0f | %.2f |",
                name,
                orDash(ready),
                orDash(signalled),
                resident,
                anonymous,
                residentAfter,
                cpu,
                swapCpu);
    }

    private static String orDash(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.0f", millis);
    }
}
