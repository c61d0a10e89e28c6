package io.sidecars.configwatcher.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.configwatcher.source.ScanResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Stops, or fails, before every single step on disk.
class CrashTest {
    private static final Map<String, String> A = Map.of("a", "1", "gone", "2", "gone-too/x", "3");
    private static final Map<String, String> B = Map.of("a", "4", "b", "", "new/y", "5", "new/deep/z", "6");
    private static final Map<String, String> NONE = Map.of();

    interface Action {
        void run(Published published) throws IOException;
    }

    private interface Work {
        void with(Disk disk) throws IOException;
    }

    /// What a reader sees: no files if nothing was published or accepted.
    record State(Map<String, String> published, Map<String, String> accepted) {}

    record Scenario(String name, Action before, Action action, State start, State end) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Action REJECTED = published -> {
        publish(published, A);
        published.accept();
        publish(published, B);
    };

    private static final Scenario AFTER_AN_ACCEPTED_ONE = new Scenario(
            "publish after an accepted one",
            p -> {
                publish(p, A);
                p.accept();
            },
            p -> publish(p, B),
            new State(A, A),
            new State(B, A));

    static final List<Scenario> SCENARIOS = List.of(
            new Scenario("publish the first", _ -> {}, p -> publish(p, A), new State(NONE, NONE), new State(A, NONE)),
            new Scenario(
                    "publish the next", p -> publish(p, A), p -> publish(p, B), new State(A, NONE), new State(B, NONE)),
            new Scenario(
                    "publish no files",
                    p -> publish(p, A),
                    p -> publish(p, NONE),
                    new State(A, NONE),
                    new State(NONE, NONE)),
            AFTER_AN_ACCEPTED_ONE,
            new Scenario(
                    "publish after a rejected one", REJECTED, p -> publish(p, A), new State(B, A), new State(A, A)),
            new Scenario(
                    "accept the first", p -> publish(p, A), Published::accept, new State(A, NONE), new State(A, A)),
            new Scenario("accept the next", REJECTED, Published::accept, new State(B, A), new State(B, B)),
            new Scenario("restore", REJECTED, Published::restore, new State(B, A), new State(A, A)));

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir(factory = InMemory.class)
    Path temporary;

    private int directories;

    @ParameterizedTest
    @FieldSource("SCENARIOS")
    void aCrashBeforeAnyStepLeavesOneOfTheTwo(Scenario scenario) throws IOException {
        boolean crashed = true;
        int steps = 0;
        for (; crashed; steps++) {
            Path directory = prepared(scenario);
            crashed = crashes(scenario.action(), directory, steps);

            assertEither(scenario, directory);
            Published again = open(directory, new Disk());
            assertEither(scenario, directory);
            assertTidy(directory);
            scenario.action().run(again);
            assertThat(seen(directory)).isEqualTo(scenario.end());
            assertTidy(directory);
        }
        assertThat(steps).isGreaterThan(2);
    }

    @Test
    void soDoesAnotherCrashWhileTheNextRunTidiesUp() throws IOException {
        boolean crashed = true;
        for (int steps = 0; crashed; steps++) {
            boolean crashedAgain = true;
            for (int later = 0; crashedAgain; later++) {
                Path directory = prepared(AFTER_AN_ACCEPTED_ONE);
                crashed = crashes(AFTER_AN_ACCEPTED_ONE.action(), directory, steps);
                crashedAgain = crashes(_ -> {}, directory, later);

                assertEither(AFTER_AN_ACCEPTED_ONE, directory);
                Published _ = open(directory, new Disk());
                assertEither(AFTER_AN_ACCEPTED_ONE, directory);
                assertTidy(directory);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SCENARIOS")
    void aFailureBeforeAnyStepIsMadeUpForByTheNextAttempt(Scenario scenario) throws IOException {
        boolean failed = true;
        for (int steps = 0; failed; steps++) {
            Path directory = prepared(scenario);
            int[] left = {steps};
            Published published = open(directory, new Disk(step -> {
                if (left[0]-- == 0) {
                    throw new IOException("no space left to " + step);
                }
            }));
            try {
                scenario.action().run(published);
                failed = false;
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("no space left to ");
            }

            assertEither(scenario, directory);
            scenario.action().run(published);
            assertThat(seen(directory)).isEqualTo(scenario.end());
            assertTidy(directory);
        }
    }

    @Test
    void whatAFullDiskCutShortIsRemovedAtOnce() throws IOException {
        Path directory = temporary.resolve("full");
        Published published = open(directory, new Disk(step -> {
            if (step.equals("fill z")) {
                throw new IOException("no space left");
            }
        }));
        publish(published, A);

        assertThatThrownBy(() -> publish(published, B))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");

        assertThat(seen(directory)).isEqualTo(new State(A, NONE));
        assertTidy(directory);
    }

    @Test
    void aCrashBeforeAnyStepLeavesOneOfTwoSavedStates() throws IOException {
        SavedState before = new SavedState(Map.of(), "sha256:a", false);
        SavedState after = new SavedState(Map.of(), "sha256:b", true);
        boolean crashed = true;
        for (int steps = 0; crashed; steps++) {
            Path directory = Files.createDirectory(temporary.resolve("memory-" + steps));
            new StateFile(directory).write(before);
            crashed = crashes(disk -> new StateFile(directory, disk).write(after), steps);

            assertThat(new StateFile(directory).read()).isEqualTo(crashed ? before : after);
            Published _ = open(directory, new Disk());
            assertThat(Disk.list(directory)).containsExactly(directory.resolve("..state.json"));
            new StateFile(directory).write(after);
            assertThat(new StateFile(directory).read()).isEqualTo(after);
        }
    }

    private static boolean crashes(Action action, Path directory, int steps) throws IOException {
        return crashes(disk -> action.run(open(directory, disk)), steps);
    }

    /// Does nothing more after so many steps, as if the process were gone.
    private static boolean crashes(Work work, int steps) throws IOException {
        int[] left = {steps};
        try {
            work.with(new Disk(_ -> {
                if (left[0]-- <= 0) {
                    throw new Crash();
                }
            }));
            return false;
        } catch (Crash e) {
            return true;
        }
    }

    private Path prepared(Scenario scenario) throws IOException {
        Path directory = temporary.resolve("copy-" + directories++);
        scenario.before().run(open(directory, new Disk()));
        return directory;
    }

    private static Published open(Path directory, Disk disk) throws IOException {
        return Published.open(PublishedTest.config(directory, "r--r-----"), List.of(), disk);
    }

    private static void publish(Published published, Map<String, String> texts) throws IOException {
        NavigableMap<String, byte[]> contents = new TreeMap<>();
        texts.forEach((name, text) -> contents.put(name, text.getBytes(UTF_8)));
        published.publish(contents);
    }

    private static void assertEither(Scenario scenario, Path directory) throws IOException {
        State seen = seen(directory);
        assertThat(seen).isIn(scenario.start(), scenario.end());
        // A reader that scans the copy as a mount sees the same.
        ScanResult look = Copies.look(directory);
        assertThat(look)
                .isInstanceOfSatisfying(
                        ScanResult.Found.class,
                        found -> assertThat(found.content().files().keySet())
                                .isEqualTo(seen.published().keySet()));
        // A file that is opened by name belongs to that version, or does not exist.
        for (String name : Set.of("a", "b", "gone", "gone-too/x", "new/y", "new/deep/z")) {
            Path visible = directory.resolve(name);
            if (Files.exists(visible)) {
                assertThat(Files.readString(visible)).isEqualTo(seen.published().get(name));
            }
        }
    }

    private static State seen(Path directory) throws IOException {
        return new State(texts(directory.resolve("..data")), texts(directory.resolve("..accepted")));
    }

    private static Map<String, String> texts(Path link) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (Files.exists(link, NOFOLLOW_LINKS)) {
            Path version = link.toRealPath();
            try (Stream<Path> all = Files.walk(version)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    texts.put(version.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return texts;
    }

    private static void assertTidy(Path directory) throws IOException {
        Set<String> expected = new TreeSet<>();
        for (String link : List.of("..data", "..accepted")) {
            Path path = directory.resolve(link);
            if (Files.exists(path, NOFOLLOW_LINKS)) {
                expected.add(link);
                expected.add(path.toRealPath().getFileName().toString());
            }
        }
        seen(directory).published().keySet().forEach(name -> expected.add(name.split("/", 2)[0]));

        assertThat(Disk.list(directory))
                .extracting(path -> path.getFileName().toString())
                .hasSameElementsAs(expected);
    }
}
