package io.sidecars.logshipper.engine;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever happens to the files, the sinks and the program, in whatever order: [Model] says what is promised.
///
/// `-Dmodel.programs=N` runs more programs, `-Dmodel.seed=S` others. A program that breaks a promise is printed as
/// small as it could be made.
class TailingPropertyTest {
    private static final int PROGRAMS = Integer.getInteger("model.programs", 10_000);
    private static final long SEED = Long.getLong("model.seed", 1);

    @Test
    void everyLineArrivesOrIsCounted() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path directory = Files.isDirectory(memory) && Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "tail")
                : Files.createTempDirectory("tail");
        try {
            for (int i = 0; i < PROGRAMS; i++) {
                List<Action> actions = Programs.random(new Random(SEED * 1_000_003 + i));
                Throwable problem = problem(directory, actions);
                if (problem != null) {
                    List<Action> small = Shrinker.shrink(actions, each -> problem(directory, each) != null);
                    Throwable smallest = problem(directory, small);
                    fail(
                            "program " + i + " of seed " + SEED + ":\n" + Action.print(small) + "\n"
                                    + (smallest == null ? problem : smallest),
                            smallest == null ? problem : smallest);
                }
            }
        } finally {
            Files.delete(directory);
        }
    }

    private static @Nullable Throwable problem(Path directory, List<Action> actions) throws IOException {
        try (Program program = new Program(Files.createTempDirectory(directory, "program"))) {
            program.run(actions);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
