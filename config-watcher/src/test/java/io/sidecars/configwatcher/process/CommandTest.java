package io.sidecars.configwatcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.configwatcher.config.CommandConfig;
import io.sidecars.configwatcher.process.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void thereIsNoShell() {
        assertThat(run(LONG, "echo", "$HOME;", "*")).isEqualTo(new Result.Ended(0, "$HOME; *\n"));
    }

    @Test
    void theExitCodeAndBothOutputsAreReported() {
        assertThat(run(LONG, "bash", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Result.Ended(3, "out\nerr\n"));
    }

    @Test
    void theVersionIsInTheEnvironmentAndThereIsNoInput() {
        assertThat(run(LONG, "bash", "-c", "cat; echo $CONFIG_VERSION")).isEqualTo(new Result.Ended(0, "v1\n"));
    }

    @Test
    void aProgramThatDoesNotExistIsNamed() {
        assertThat(run(LONG, "/no/such/program"))
                .isEqualTo(new Result.NotStarted("/no/such/program cannot be started: No such file or directory"));
    }

    @Test
    void onlyTheBeginningOfTheOutputIsKept() {
        Result result = run(LONG, "bash", "-c", "head -c 10000000 /dev/zero | tr '\\0' x");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Ended.class, ended -> assertThat(ended.output()).hasSize(8192));
    }

    @Test
    void theTimeoutKillsTheWholeTree() throws Exception {
        Path pid = directory.resolve("pid");
        String script = "echo begun; (trap '' TERM; bash -c 'echo $$ >" + pid + "; sleep 600' & wait) & wait";

        assertThat(run(Duration.ofSeconds(3), "bash", "-c", script)).isEqualTo(new Result.TimedOut("begun\n"));

        long child = Long.parseLong(Files.readString(pid).strip());
        await().until(() ->
                ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void aProgramInTheBackgroundIsNotWaitedFor() {
        long start = System.nanoTime();

        assertThat(run(LONG, "bash", "-c", "sleep 20 & echo started")).isEqualTo(new Result.Ended(0, "started\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    private static Result run(Duration timeout, String... command) {
        return new Command(new CommandConfig(List.of(command), timeout)).run("v1");
    }
}
