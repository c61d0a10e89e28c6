package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// SIGTERM at any moment of the start, on one core. Either everything is delivered and the exit code is 0, or the
/// JVM had not called `main` yet, which no Java program can change: then the exit code is that of the JVM.
///
/// `-Dsigterm.step=10` sends a signal for every 10 ms of the start; without it, there are fewer rounds.
class EarlySigtermIT extends ProgramFixture {
    private static final int STEP = Integer.getInteger("sigterm.step", 200);
    private static final int LINES = 1000;
    private static final int ENDED_BY_THE_JVM = 143;
    private static final List<String> ONE_CORE = List.of("taskset", "--cpu-list", "0");

    @Test
    void losesNothingWheneverItArrives() throws Exception {
        assumeTrue(canUseOneCore(), "taskset");
        reconfigure("deadline: 30s", "deadline: 30s, summary: false");
        String configuration = Files.readString(directory.resolve("config.yaml"));
        append(1, LINES);
        int lastEndedByTheJvm = -STEP;
        int rounds = 0;
        boolean wholeStart = false;
        for (int millis = 0; !wholeStart; millis += STEP) {
            reconfigure(configuration.replace("/state}", "/state-" + millis + "}"));
            Path loaded = directory.resolve("loaded-" + millis);
            int before = receiver.messages().size();
            Process program = start(new Launch(
                    ONE_CORE,
                    List.of("-Xmx64m", "-XX:+UseSerialGC", "-Xlog:class+load:file=" + loaded),
                    directory.resolve("config.yaml")));
            assertThat(program.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
            wholeStart = receiver.messages().size() > before;

            program.destroy();

            int code = exitCode(program);
            int delivered = receiver.messages().size() - before;
            if (code == ENDED_BY_THE_JVM && !haveLoaded(loaded, Run.class)) {
                assertThat(delivered).isZero();
                lastEndedByTheJvm = millis;
            } else {
                assertThat(code).as("after %d ms: %s", millis, stderr()).isZero();
                assertThat(delivered).as("after %d ms", millis).isEqualTo(LINES);
            }
            rounds++;
        }
        assertThat(rounds).isGreaterThan(3);
        System.out.printf(
                "SIGTERM every %d ms of the start, on one core: %d rounds; ended by the JVM before main: up to %d ms%n",
                STEP, rounds, lastEndedByTheJvm);
    }

    private static boolean haveLoaded(Path classes, Class<?> type) throws IOException {
        return Files.exists(classes) && Files.readString(classes).contains(type.getName() + " ");
    }

    private static boolean canUseOneCore() throws InterruptedException {
        try {
            return new ProcessBuilder("taskset", "--cpu-list", "0", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
