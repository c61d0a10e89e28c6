import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Scenarios with failing apps, restarts, directories that appear and disappear, and plain directories.
final class Faults {
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofSeconds(1);
    /// Longer than the interval at which config-watcher asks the app.
    private static final Duration NO_SIGNAL = Duration.ofSeconds(6);

    private static final String FILE = "application.properties";

    private Faults() {}

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario("a swap while the app is down; it is up again 3 s later", "1", true, Faults::down),
                new Scenario("the app answers 500 once", "2", true, testbed -> answered(testbed, 2, 500, 200)),
                new Scenario("the app answers 500 once (no status)", "2", false, testbed -> answered(testbed, 2, 500, 200)),
                new Scenario("the app answers 204 (no status)", "1", false, testbed -> answered(testbed, 1, 204)),
                new Scenario("the watcher restarts", "0", true, Faults::restart),
                new Scenario("a swap while the watcher is down", "1", true, Faults::changedWhileDown),
                new Scenario("the app restarts", "1, within 5 s", true, Faults::appRestart),
                new Scenario("the app does not answer a signal, then another swap", "2", true, Faults::hang),
                new Scenario("the directory is created 1 s after the start", "1", true, Faults::missing),
                new Scenario("the directory is removed and created again", "1", true, Faults::recreated),
                new Scenario("plain directory: a file is overwritten", "1", true, testbed -> plain(testbed, 1, Faults::inPlace)),
                new Scenario("plain directory: a file is replaced by a rename", "1", true, testbed -> plain(testbed, 1, Faults::rename)),
                new Scenario(
                        "plain directory: a file is written in two parts, 100 ms apart",
                        "1, with the complete file",
                        true,
                        testbed -> plain(testbed, 1, file -> twoParts(file, 100))),
                new Scenario(
                        "plain directory: a file is written in two parts, 400 ms apart",
                        "1 or 2, the last with the complete file",
                        true,
                        testbed -> plain(testbed, 2, file -> twoParts(file, 400))));
    }

    private static Scenario.Outcome down(Testbed testbed) throws IOException, InterruptedException {
        testbed.startInSync();
        testbed.app().down();
        KubeletVolume.Swap swap = testbed.swap();
        TimeUnit.SECONDS.sleep(3);
        long since = System.nanoTime();
        testbed.app().up();
        return signalled(testbed, swap, since, 1, 1);
    }

    private static Scenario.Outcome answered(Testbed testbed, int promised, Integer... statuses)
            throws IOException, InterruptedException {
        testbed.startInSync();
        testbed.app().answers(statuses);
        KubeletVolume.Swap swap = testbed.swap();
        testbed.app().await(swap, MAX_WAIT);
        TimeUnit.SECONDS.sleep(2); // time for a further signal, if there is one
        return signalled(testbed, swap, swap.at(), promised, promised);
    }

    private static Scenario.Outcome restart(Testbed testbed) throws IOException, InterruptedException {
        testbed.startInSync();
        testbed.stop();
        long since = System.nanoTime();
        testbed.start();
        TimeUnit.MILLISECONDS.sleep(NO_SIGNAL.toMillis());
        List<App.Signal> signals = testbed.app().signals();
        return Scenario.Outcome.of(signals, since, signals.isEmpty());
    }

    private static Scenario.Outcome changedWhileDown(Testbed testbed) throws IOException, InterruptedException {
        testbed.startInSync();
        testbed.stop();
        KubeletVolume.Swap swap = testbed.swap();
        long since = System.nanoTime();
        testbed.start();
        return signalled(testbed, swap, since, 1, 1);
    }

    private static Scenario.Outcome appRestart(Testbed testbed) throws IOException, InterruptedException {
        KubeletVolume.Swap mounted = testbed.swap();
        testbed.startInSync(mounted);
        long since = System.nanoTime();
        testbed.app().restart();
        return signalled(testbed, mounted, since, 1, 1);
    }

    private static Scenario.Outcome hang(Testbed testbed) throws IOException, InterruptedException {
        testbed.startInSync();
        testbed.app().answers(0, 200);
        KubeletVolume.Swap hung = testbed.swap();
        testbed.app().await(hung, MAX_WAIT);
        KubeletVolume.Swap swap = testbed.swap();
        return signalled(testbed, swap, swap.at(), 2, 2);
    }

    private static Scenario.Outcome missing(Testbed testbed) throws IOException, InterruptedException {
        if (!testbed.start()) {
            return new Scenario.Outcome("it has exited", false);
        }
        TimeUnit.SECONDS.sleep(1);
        KubeletVolume.Swap swap = testbed.swap();
        return signalled(testbed, swap, swap.at(), 1, 1);
    }

    private static Scenario.Outcome recreated(Testbed testbed) throws IOException, InterruptedException {
        testbed.startInSync();
        KubeletVolume.delete(testbed.mount());
        KubeletVolume.Swap swap = testbed.swap();
        return signalled(testbed, swap, swap.at(), 1, 1);
    }

    /// A change of one file.
    @FunctionalInterface
    private interface Write {
        /// @return the time just before the change was complete
        long to(Path file) throws IOException, InterruptedException;
    }

    private static Scenario.Outcome plain(Testbed testbed, int most, Write write) throws IOException, InterruptedException {
        Files.createDirectories(testbed.mount());
        Path file = Files.writeString(testbed.mount().resolve(FILE), "a=1\n");
        testbed.startInSync(content(file, System.nanoTime()));
        long at = write.to(file);
        KubeletVolume.Swap written = content(file, at);
        return signalled(testbed, written, written.at(), 1, most);
    }

    private static long inPlace(Path file) throws IOException {
        long at = System.nanoTime();
        Files.writeString(file, "a=2\n");
        return at;
    }

    private static long rename(Path file) throws IOException {
        Path temporary = Files.writeString(file.resolveSibling(FILE + "~"), "a=2\n");
        long at = System.nanoTime();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return at;
    }

    private static long twoParts(Path file, long gapMillis) throws IOException, InterruptedException {
        Files.writeString(file, "a=2\n");
        TimeUnit.MILLISECONDS.sleep(gapMillis);
        long at = System.nanoTime();
        Files.writeString(file, "b=2\n", StandardOpenOption.APPEND);
        return at;
    }

    private static KubeletVolume.Swap content(Path file, long at) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        content.put(FILE, Files.readString(file));
        return new KubeletVolume.Swap(at, KubeletVolume.version(content));
    }

    private static Scenario.Outcome signalled(Testbed testbed, KubeletVolume.Swap swap, long since, int least, int most)
            throws InterruptedException {
        App.Signal signal = testbed.app().await(swap, MAX_WAIT);
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        List<App.Signal> signals = testbed.app().signals();
        boolean kept = signal != null
                && signals.getLast().isOf(swap)
                && signals.size() >= least
                && signals.size() <= most;
        return Scenario.Outcome.of(signals, since, kept);
    }
}
