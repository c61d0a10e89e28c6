package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.reconcile.StatusSnapshot.TargetStatus;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.signal.Verdict;
import io.sidecars.configwatcher.source.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random programs of swaps, answers, crashes and time, with a published copy. After each step of a program, what
/// config-watcher says is compared with what the model apps really run, and what it would restore with the
/// version that all apps confirmed last. `-Dmodel.programs=` and `-Dmodel.seed=` choose how many programs, and
/// which.
class ModelTest {
    private static final int STEPS = 25;
    private static final String MIXTURE = "a mixture";

    /// Ends an exchange and the watcher with it.
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Random random = new Random();
    private final FakeTime time = new FakeTime();
    private final List<ModelApp> apps = new ArrayList<>();
    private final List<String> program = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Config config;

    @SuppressWarnings("NullAway.Init")
    private KubeletVolume mount;

    @SuppressWarnings("NullAway.Init")
    private Reconciler watcher;

    private @Nullable String confirmedByAll;
    private int swaps;
    private int rehash;
    private int retry;

    @ParameterizedTest
    @ValueSource(strings = {"one with a status", "one without", "two with", "two without", "one of each"})
    void whatIsSaidIsTrueAndWhatIsRestoredWasConfirmedLast(String kinds) throws IOException {
        int programs = Integer.getInteger("model.programs", 4);
        long first = Long.getLong("model.seed", 1);
        for (long seed = first; seed < first + programs; seed++) {
            random = new Random(seed * 31 + kinds.hashCode());
            run(kinds, seed);
        }
    }

    private void run(String kinds, long seed) throws IOException {
        directory = inMemory();
        try {
            begin(kinds);
            program.add("seed " + seed);
            for (int i = 0; i < STEPS; i++) {
                step();
                compare();
            }
        } finally {
            FileUtils.deleteDirectory(directory.toFile());
        }
    }

    private void begin(String kinds) {
        apps.clear();
        program.clear();
        confirmedByAll = null;
        for (boolean status : switch (kinds) {
            case "one with a status" -> List.of(true);
            case "one without" -> List.of(false);
            case "two with" -> List.of(true, true);
            case "two without" -> List.of(false, false);
            default -> List.of(true, false);
        }) {
            apps.add(new ModelApp("app" + apps.size(), status));
        }
        config = config();
        mount = new KubeletVolume(directory.resolve("mount"));
        writeSome();
        restart();
    }

    private Config config() {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse("""
                sources: [{name: app, path: %1$s/mount}]
                publish: {path: %1$s/published}
                rehash: %2$ss
                retry: {max: %3$ss}
                targets: [%4$s]
                """.formatted(
                        directory,
                        30 + rehash % 2,
                        30 + retry % 2,
                        String.join(", ", apps.stream().map(ModelApp::yaml).toList())));
    }

    /// In memory, because each published file is forced to disk.
    private static Path inMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "model")
                : Files.createTempDirectory("model");
    }

    private void step() {
        switch (random.nextInt(11)) {
            case 0, 1, 2, 3 -> swap();
            case 4 -> {
                program.add("restart");
                restart();
            }
            case 5 -> {
                program.add("retry");
                watcher.retry();
            }
            case 6 -> reload();
            case 7 -> {
                ModelApp app = apps.get(random.nextInt(apps.size()));
                if (app.status) { // without one, nothing notices
                    program.add(app.name + " restarts");
                    app.runs = "of its image";
                    pass(Duration.ofSeconds(6));
                }
            }
            default -> {
                Duration duration = random.nextInt(4) == 0 ? Duration.ofMinutes(6) : Duration.ofMillis(700);
                program.add("pass " + duration);
                pass(duration);
            }
        }
        settle();
    }

    private void swap() {
        writeSome();
        watcher.sourcesMayHaveChanged();
    }

    /// Half of the time it goes back to one of the last versions.
    private void writeSome() {
        int version = random.nextBoolean() ? swaps++ : Math.max(0, swaps - 1 - random.nextInt(3));
        program.add("swap " + version);
        mount.write(Map.of("n", "" + version));
    }

    /// With another `retry`, the targets are new, so what their apps run has to be found out again.
    private void reload() {
        boolean areNew = random.nextBoolean();
        retry += areNew ? 1 : 0;
        rehash++;
        program.add("reload" + (areNew ? " with new targets" : ""));
        config = config();
        if (areNew) {
            apps.forEach(app -> app.heard = null);
        }
        watcher.reload(config);
    }

    private void restart() {
        apps.forEach(app -> app.heard = null);
        Map<String, ModelApp> byName = new TreeMap<>();
        apps.forEach(app -> byName.put(app.name, app));
        watcher = new Reconciler(
                config,
                target -> Objects.requireNonNull(byName.get(target.name())),
                time,
                () -> -1L,
                new SimpleMeterRegistry());
    }

    private void pass(Duration duration) {
        Duration tick = Duration.ofMillis(duration.toSeconds() > 60 ? 2000 : 100);
        for (Duration left = duration; left.isPositive(); left = left.minus(tick)) {
            time.pass(tick);
            settle();
        }
    }

    private void settle() {
        for (int i = 0; i < 200; i++) {
            try {
                if (!watcher.step()) {
                    return;
                }
            } catch (Crash crash) {
                program.add("crash");
                restart();
            }
            note();
        }
        throw new AssertionError("never comes to rest: " + program);
    }

    /// All apps have confirmed the published version, and the watcher knows.
    private void note() {
        String published = version("..data");
        if (published != null && apps.stream().allMatch(app -> published.equals(app.heard))) {
            confirmedByAll = published;
        }
    }

    private void compare() {
        note();
        StatusSnapshot status = watcher.status();
        String published = version("..data");
        assertThat(version("..accepted")).as("accepted, %s", program).isEqualTo(confirmedByAll);
        for (int i = 0; i < apps.size(); i++) {
            TargetStatus target = status.targets().get(i);
            if (target.state() == TargetState.IN_SYNC) {
                assertThat(apps.get(i).runs).as("%s, %s", target, program).isEqualTo(target.running());
                assertThat(target.running()).as("%s, %s", target, program).isEqualTo(published);
            }
            if (target.state() == TargetState.REJECTED) {
                assertThat(confirmedByAll == null || confirmedByAll.equals(published))
                        .as("%s is not rolled back to %s, %s", published, confirmedByAll, program)
                        .isTrue();
            }
        }
        if (!watcher.isConfirming()) { // else the mounted version waits
            assertThat(List.of(String.valueOf(status.mounted().version()), String.valueOf(confirmedByAll)))
                    .as("published, %s", program)
                    .contains(published);
        }
    }

    private @Nullable String version(String link) {
        Path directory = this.directory.resolve("published").resolve(link);
        try {
            return Files.exists(directory) ? versionOf(directory.resolve("n")) : null;
        } catch (IOException e) {
            throw new AssertionError(link + " is not complete: " + program, e);
        }
    }

    private static String versionOf(Path file) throws IOException {
        return Contents.of(new TreeMap<>(Map.of("n", Files.readAllBytes(file))), new TreeSet<>())
                .version();
    }

    private final class ModelApp implements App {
        private final String name;
        private final boolean status;
        private String runs = "of its image";
        /// What the watcher last heard that the app runs; null if it cannot know.
        private @Nullable String heard;

        private @Nullable String loading;

        ModelApp(String name, boolean status) {
            this.name = name;
            this.status = status;
        }

        String yaml() {
            String signal = "{name: " + name + ", signal: {url: 'http://127.0.0.1:1/'}";
            return status ? signal + ", status: {url: 'http://127.0.0.1:1/'}}" : signal + "}";
        }

        @Override
        public boolean canBeProbed() {
            return status;
        }

        @Override
        public Verdict signal(Change change, Content content) {
            String version = change.version();
            assertThat(version("..data")).as("published, %s", program).isEqualTo(version);
            heard = null;
            loading = null;
            if (random.nextInt(4) == 0) {
                swap();
            }
            int answer = random.nextInt(12);
            program.add(name + " is told " + version.substring(7, 12) + ", answer " + answer);
            return switch (answer) {
                case 0 -> {
                    runs = MIXTURE;
                    yield new Verdict.Rejected(null, "500 a part was applied");
                }
                case 1 -> new Verdict.Rejected(null, "422 no");
                case 2 -> {
                    if (!runs.equals(MIXTURE) && !runs.equals(version)) {
                        heard = runs;
                        yield new Verdict.Rejected(runs, "422 no, and I run the old one");
                    }
                    yield new Verdict.Rejected(null, "422 no");
                }
                case 3 -> new Verdict.Failed("connection reset", Duration.ZERO, false);
                case 4 -> {
                    runs = version;
                    yield new Verdict.Failed("connection reset", Duration.ZERO, false);
                }
                case 5 -> {
                    runs = version;
                    throw new Crash();
                }
                case 6 -> throw new Crash();
                case 7 -> {
                    if (status) {
                        loading = version;
                    } else {
                        runs = version;
                        heard = version;
                    }
                    yield new Verdict.Accepted(null);
                }
                default -> {
                    runs = version;
                    if (!status) {
                        heard = version;
                    }
                    yield new Verdict.Accepted(null);
                }
            };
        }

        @Override
        public ProbeResult probe() {
            if (random.nextInt(6) == 0) {
                swap();
            }
            return switch (random.nextInt(12)) {
                case 0 -> {
                    heard = null;
                    yield new ProbeResult.NoAnswer("no answer");
                }
                case 1 -> {
                    heard = null;
                    yield new ProbeResult.Unknown("503");
                }
                case 2 -> throw new Crash();
                default -> {
                    if (loading != null && random.nextBoolean()) {
                        runs = loading;
                        loading = null;
                    }
                    heard = runs.equals(MIXTURE) ? null : runs;
                    yield new ProbeResult.Runs(heard);
                }
            };
        }
    }
}
