import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Scenarios with many swaps in a short time, or with a swap that changes nothing.
final class Storms {
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private Storms() {}

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario(
                        "20 swaps without a pause",
                        "1 to 20, the last with the last version",
                        true,
                        testbed -> storm(testbed, 20, Duration.ZERO, 1, 20)),
                new Scenario(
                        "one swap every 300 ms for 6 s",
                        "20",
                        true,
                        testbed -> storm(testbed, 20, Duration.ofMillis(300), 20, 20)),
                new Scenario(
                        "50 swaps in 0.25 s; a reload takes 100 ms",
                        "1 to 10, the last with the last version",
                        true,
                        testbed -> {
                            testbed.app().reloadTakes(Duration.ofMillis(100));
                            return storm(testbed, 50, Duration.ofMillis(5), 1, 10);
                        }),
                new Scenario("one swap to identical content", "0", true, testbed -> {
                    testbed.startInSync();
                    KubeletVolume.Swap swap = testbed.swapIdentical();
                    TimeUnit.SECONDS.sleep(6); // longer than the interval at which config-watcher asks the app
                    List<App.Signal> signals = testbed.app().signals();
                    return Scenario.Outcome.of(signals, swap.at(), signals.isEmpty());
                }));
    }

    private static Scenario.Outcome storm(Testbed testbed, int swaps, Duration gap, int least, int most)
            throws IOException, InterruptedException {
        testbed.startInSync();
        long begun = System.nanoTime();
        KubeletVolume.Swap last = null;
        for (int i = 0; i < swaps; i++) {
            TimeUnit.NANOSECONDS.sleep(begun + i * gap.toNanos() - System.nanoTime());
            last = testbed.swap();
        }
        App.Signal signal = testbed.app().await(last, MAX_WAIT);
        // Waits until no further signal arrives: the next one comes only when the reload in flight is over.
        for (int before = 0; before < testbed.app().signals().size(); TimeUnit.MILLISECONDS.sleep(QUIET.toMillis())) {
            before = testbed.app().signals().size();
        }
        List<App.Signal> signals = testbed.app().signals();
        boolean newestLast = signal != null && signal.equals(signals.getLast());
        Set<String> versions = new HashSet<>();
        boolean once = signals.stream().allMatch(sent -> versions.add(sent.version()));
        return Scenario.Outcome.of(
                signals, last.at(), newestLast && once && signals.size() >= least && signals.size() <= most);
    }
}
