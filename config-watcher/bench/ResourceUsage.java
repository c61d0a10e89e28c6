import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What a contender takes: to start, while nothing happens, and for swaps.
///
/// @param ready milliseconds from the start to the first 200 of /readyz; not a number for those that have none
/// @param told milliseconds from the start to the first signal; not a number where none is sent at the start
/// @param resident MiB after the idle time
/// @param anonymous the part of it that no file is behind
/// @param residentAfter MiB after the swaps
/// @param cpu milliseconds of all its threads in the idle time
/// @param swapCpu milliseconds for each swap
record ResourceUsage(
        String name,
        double ready,
        double told,
        double resident,
        double anonymous,
        double residentAfter,
        double cpu,
        double swapCpu) {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STARTED = Duration.ofSeconds(5);
    private static final Duration TELL = Duration.ofSeconds(10);

    static ResourceUsage of(Contender contender, int seconds, int swaps) throws IOException, InterruptedException {
        try (Testbed testbed = new Testbed(contender, true, false)) {
            KubeletVolume.Swap mounted = testbed.swap();
            MeasuredProcess measured = testbed.launch();
            double ready = Double.NaN;
            double told = Double.NaN;
            if (contender.promises()) {
                ready = measured.awaitReady();
                App.Signal signal = testbed.app().await(mounted, START);
                told = signal == null ? Double.NaN : (signal.at() - measured.startedAt()) / 1e6;
            } else {
                measured.awaitWatching();
            }
            TimeUnit.MILLISECONDS.sleep(STARTED.toMillis());
            double before = measured.cpuMillis();
            TimeUnit.SECONDS.sleep(seconds);
            double cpu = measured.cpuMillis() - before;
            double resident = measured.memory("VmRSS");
            double anonymous = measured.memory("RssAnon");
            before = measured.cpuMillis();
            for (int i = 0; i < swaps; i++) {
                testbed.app().await(testbed.swap(), TELL);
            }
            TimeUnit.MILLISECONDS.sleep(200); // what is done after the last signal
            double swapCpu = (measured.cpuMillis() - before) / swaps;
            double residentAfter = measured.memory("VmRSS");
            return new ResourceUsage(contender.name(), ready, told, resident, anonymous, residentAfter, cpu, swapCpu);
        }
    }

    static String head(int seconds, int swaps) {
        return """
            | program | start to /readyz ms | start to first signal ms | RSS MiB | of it anonymous | RSS after %d swaps \
            | CPU ms in %d s idle | CPU ms a swap |
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
                orDash(told),
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
