import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The time from a swap to the first byte of its signal in the app.
///
/// @param first milliseconds for the first swap after the start, when the JVM has compiled nothing yet
/// @param early signals that arrived before their version was mounted
record Latency(
        String name,
        boolean status,
        boolean fsGroup,
        double first,
        double median,
        double p99,
        double most,
        int swaps,
        int missed,
        int duplicates,
        int early) {
    static final String HEAD = """
        | program | status | fsGroup | p50 ms | p99 ms | max ms | first ms | swaps | missed | duplicates | early |
        |---|---|---|---|---|---|---|---|---|---|---|\
        """;

    /// A signal that has not arrived by then counts as missed.
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    static Latency of(Contender contender, int swaps, boolean status, boolean fsGroup)
            throws IOException, InterruptedException {
        Random random = new Random(7);
        double[] millis = new double[swaps];
        int arrived = 0;
        int duplicates = 0;
        int early = 0;
        double first = Double.NaN;
        try (Testbed testbed = new Testbed(contender, status, fsGroup)) {
            testbed.startInSync();
            for (int i = 0; i < swaps; i++) {
                testbed.app().forget();
                KubeletVolume.Swap swap = testbed.swap();
                // The next swap waits for the signal. Otherwise a slow contender could send one signal for two swaps,
                // and one would count as missed.
                App.Signal signal = testbed.app().await(swap, MAX_WAIT);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 150));
                if (signal != null) {
                    double took = (signal.at() - swap.at()) / 1e6;
                    first = i == 0 ? took : first;
                    millis[arrived++] = took;
                    early += took < 0 ? 1 : 0;
                    duplicates += testbed.app().signals().size() - 1;
                }
            }
        }
        double[] sorted = Arrays.copyOf(millis, arrived);
        Arrays.sort(sorted);
        return new Latency(
                contender.name(),
                status && contender.probesApp(),
                fsGroup,
                first,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99),
                percentile(sorted, 1),
                swaps,
                swaps - arrived,
                duplicates,
                early);
    }

    boolean isKept() {
        return missed == 0 && duplicates == 0 && early == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %.1f | %.1f | %.1f | %d | %d | %d | %d |",
                name,
                status ? "yes" : "no",
                fsGroup ? "yes" : "no",
                median,
                p99,
                most,
                first,
                swaps,
                missed,
                duplicates,
                early);
    }

    private static double percentile(double[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
