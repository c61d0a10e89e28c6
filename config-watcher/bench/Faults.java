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

/// Apps that fail, restarts, directories that come and go, and directories that nobody swaps.
final class Faults {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofSeconds(1);
    /// Longer than the interval of the status.
    private static final Duration NOTHING = Duration.ofSeconds(6);

    private static final String FILE = "application.properties";

    private Faults() {}

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario("the app is down for 3 s at the swap", "1", true, Faults::down),
                new Scenario("the app answers 500 once", "2", true, stage -> answered(stage, 2, 500, 200)),
                new Scenario("the app answers 500 once; no status", "2", false, stage -> answered(stage, 2, 500, 200)),
                new Scenario("the app answers 204; no status", "1", false, stage -> answered(stage, 1, 204)),
                new Scenario("the watcher restarts", "0", true, Faults::restart),
                new Scenario("a swap while the watcher is down", "1", true, Faults::changedWhileDown),
                new Scenario("the app restarts", "1, within 5 s", true, Faults::appRestart),
                new Scenario("the app hangs on a signal, then a swap", "2", true, Faults::hang),
                new Scenario("the directory comes 1 s after the start", "1", true, Faults::missing),
                new Scenario("the directory is removed and made again", "1", true, Faults::recreated),
                new Scenario("plain directory: write in place", "1", true, stage -> plain(stage, 1, Faults::inPlace)),
                new Scenario("plain directory: write and rename", "1", true, stage -> plain(stage, 1, Faults::rename)),
                new Scenario(
                        "plain directory: two parts, 100 ms apart",
                        "1, complete",
                        true,
                        stage -> plain(stage, 1, file -> twoParts(file, 100))),
                new Scenario(
                        "plain directory: two parts, 400 ms apart",
                        "at most 2, the last complete",
                        true,
                        stage -> plain(stage, 2, file -> twoParts(file, 400))));
    }

    private static Scenario.Outcome down(Stage stage) throws IOException, InterruptedException {
        stage.startInSync();
        stage.app().down();
        Volume.Swap swap = stage.swap();
        TimeUnit.SECONDS.sleep(3);
        long since = System.nanoTime();
        stage.app().up();
        return told(stage, swap, since, 1, 1);
    }

    private static Scenario.Outcome answered(Stage stage, int promised, Integer... statuses)
            throws IOException, InterruptedException {
        stage.startInSync();
        stage.app().answers(statuses);
        Volume.Swap swap = stage.swap();
        stage.app().await(swap, LONGEST);
        TimeUnit.SECONDS.sleep(2); // for the next one, if there is one
        return told(stage, swap, swap.at(), promised, promised);
    }

    private static Scenario.Outcome restart(Stage stage) throws IOException, InterruptedException {
        stage.startInSync();
        stage.stop();
        long since = System.nanoTime();
        stage.start();
        TimeUnit.MILLISECONDS.sleep(NOTHING.toMillis());
        List<App.Signal> signals = stage.app().signals();
        return Scenario.Outcome.of(signals, since, signals.isEmpty());
    }

    private static Scenario.Outcome changedWhileDown(Stage stage) throws IOException, InterruptedException {
        stage.startInSync();
        stage.stop();
        Volume.Swap swap = stage.swap();
        long since = System.nanoTime();
        stage.start();
        return told(stage, swap, since, 1, 1);
    }

    private static Scenario.Outcome appRestart(Stage stage) throws IOException, InterruptedException {
        Volume.Swap mounted = stage.swap();
        stage.startInSync(mounted);
        long since = System.nanoTime();
        stage.app().restart();
        return told(stage, mounted, since, 1, 1);
    }

    private static Scenario.Outcome hang(Stage stage) throws IOException, InterruptedException {
        stage.startInSync();
        stage.app().answers(0, 200);
        Volume.Swap hung = stage.swap();
        stage.app().await(hung, LONGEST);
        Volume.Swap swap = stage.swap();
        return told(stage, swap, swap.at(), 2, 2);
    }

    private static Scenario.Outcome missing(Stage stage) throws IOException, InterruptedException {
        if (!stage.start()) {
            return new Scenario.Outcome("has ended", false);
        }
        TimeUnit.SECONDS.sleep(1);
        Volume.Swap swap = stage.swap();
        return told(stage, swap, swap.at(), 1, 1);
    }

    private static Scenario.Outcome recreated(Stage stage) throws IOException, InterruptedException {
        stage.startInSync();
        Volume.delete(stage.mount());
        Volume.Swap swap = stage.swap();
        return told(stage, swap, swap.at(), 1, 1);
    }

    /// A change of one file.
    @FunctionalInterface
    private interface Write {
        /// @return just before it was complete
        long to(Path file) throws IOException, InterruptedException;
    }

    private static Scenario.Outcome plain(Stage stage, int most, Write write) throws IOException, InterruptedException {
        Files.createDirectories(stage.mount());
        Path file = Files.writeString(stage.mount().resolve(FILE), "a=1\n");
        stage.startInSync(content(file, System.nanoTime()));
        long at = write.to(file);
        Volume.Swap written = content(file, at);
        return told(stage, written, written.at(), 1, most);
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

    private static Volume.Swap content(Path file, long at) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        content.put(FILE, Files.readString(file));
        return new Volume.Swap(at, Volume.version(content));
    }

    private static Scenario.Outcome told(Stage stage, Volume.Swap swap, long since, int least, int most)
            throws InterruptedException {
        App.Signal told = stage.app().await(swap, LONGEST);
        TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        List<App.Signal> signals = stage.app().signals();
        boolean held = told != null
                && signals.getLast().isOf(swap)
                && signals.size() >= least
                && signals.size() <= most;
        return Scenario.Outcome.of(signals, since, held);
    }
}
