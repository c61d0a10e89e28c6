package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A state that is there and cannot be used is not taken for none: nothing is sent twice, and nothing is skipped.
class StateIT extends ProgramFixture {
    /// Root without the right to ignore permissions. Any other user has not got it anyway.
    private static final String[] ORDINARY = {"setpriv", "--bounding-set=-dac_override,-dac_read_search"};

    @AfterEach
    void open() throws IOException {
        permit(directory.resolve("state"), "rwx------");
    }

    @Test
    void aDirectoryThatCannotBeReadIsAnError() throws Exception {
        deliverThreeLinesAndForbid(directory.resolve("state"));

        Process second = start(launch());

        assertThat(exitCode(second)).isOne();
        assertThat(stderr())
                .contains(directory.resolve("state/checkpoint.json") + " cannot be read by this user")
                .doesNotContain("Exception", "could not lock the state directory");
        assertThat(lines()).hasSize(3);
    }

    @Test
    void aCheckpointThatCannotBeReadIsAnError() throws Exception {
        deliverThreeLinesAndForbid(directory.resolve("state/checkpoint.json"));

        Process second = start(launch());

        assertThat(exitCode(second)).isOne();
        assertThat(stderr())
                .contains("checkpoint.json cannot be read by this user")
                .doesNotContain("damaged");
        permit(directory.resolve("state/checkpoint.json"), "rw-------");
    }

    @Test
    void itWaitsUntilTheDirectoryCanBeRead() throws Exception {
        deliverThreeLinesAndForbid(directory.resolve("state"));

        start(launch(), "--on-invalid=wait");
        String status = "http://127.0.0.1:" + port("localPort") + "/status";
        await().until(() -> get(status).body().contains("cannot be read by this user"));
        assertThat(get("http://127.0.0.1:" + port("podPort") + "/readyz").statusCode())
                .isEqualTo(503);
        append(4, 6);
        permit(directory.resolve("state"), "rwx------");
        await().until(() -> lines().size() >= 6);

        assertThat(lines()).containsExactly("line 1", "line 2", "line 3", "line 4", "line 5", "line 6");
        assertThat(stderr()).containsOnlyOnce("cannot start, trying again every second");
    }

    @Test
    void aCheckpointOfANewerVersionIsAnError() throws Exception {
        deliverThreeLines();
        Path checkpoint = directory.resolve("state/checkpoint.json");
        Files.writeString(checkpoint, Files.readString(checkpoint).replace("\"version\":2", "\"version\":3"));
        String saved = Files.readString(checkpoint);

        Process second = run();

        assertThat(exitCode(second)).isOne();
        assertThat(stderr())
                .contains("was written by a newer version of log-shipper")
                .doesNotContain("Exception");
        assertThat(lines()).hasSize(3);
        assertThat(checkpoint).as("for the newer version").hasContent(saved);
    }

    private void deliverThreeLinesAndForbid(Path path) throws Exception {
        assumeTrue(canDropRights(), "setpriv, as root");
        deliverThreeLines();
        permit(path, "---------");
    }

    private void deliverThreeLines() throws Exception {
        append(1, 3);
        Process first = run();
        await().until(() -> receiver.messages().size() == 3);
        first.destroy();
        assertThat(exitCode(first)).isZero();
    }

    /// Without the summary of each run.
    private List<String> lines() {
        return receiver.messages().stream()
                .filter(message -> message.startsWith("line "))
                .toList();
    }

    private Launch launch() {
        return new Launch(directory.resolve("config.yaml")).behind(ORDINARY);
    }

    private static boolean canDropRights() throws InterruptedException {
        try {
            return new ProcessBuilder(ORDINARY[0], ORDINARY[1], "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        if (Files.exists(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
