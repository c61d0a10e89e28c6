package io.sidecars.configwatcher.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.configwatcher.publish.SavedState.SavedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    private static final SavedState SOME = new SavedState(
            Map.of(
                    "app", new SavedTarget("sha256:a", "sha256:b", "port is not a number"),
                    "proxy", new SavedTarget("sha256:b", null, null)),
            "sha256:b",
            true);

    @TempDir
    Path directory;

    @Test
    void nothingIsRememberedAtFirst() {
        assertThat(stateFile().read()).isEqualTo(new SavedState(Map.of(), null, false));
    }

    @Test
    void aRestartRemembersWhatWasWrittenLast() throws IOException {
        stateFile().write(new SavedState(Map.of(), "sha256:a", false));
        stateFile().write(SOME);

        assertThat(stateFile().read()).isEqualTo(SOME);
        assertThat(Disk.list(directory)).containsExactly(directory.resolve("..state.json"));
    }

    @Test
    void theFileIsPlainJson() throws IOException {
        stateFile().write(SOME);

        assertThat(new ObjectMapper().readTree(Files.readString(directory.resolve("..state.json"))))
                .isEqualTo(new ObjectMapper().readTree("""
                                {"targets": {
                                   "app": {"accepted": "sha256:a", "rejected": "sha256:b",
                                           "reason": "port is not a number"},
                                   "proxy": {"accepted": "sha256:b", "rejected": null, "reason": null}},
                                 "rejected": "sha256:b", "stuck": true}"""));
    }

    @Test
    void aLongReasonIsCut() {
        assertThat(new SavedTarget(null, "sha256:b", "x".repeat(501)).reason()).isEqualTo("x".repeat(500) + "…");
        assertThat(new SavedTarget(null, "sha256:b", "x".repeat(500)).reason()).isEqualTo("x".repeat(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"targets\": null}",
                "{\"targets\": {\"app\": null}}",
                "{\"targets\": {\"app\": 1}}",
                "{\"targets\": {}, \"stuck\": \"perhaps\"}",
                "{\"targets\": {}, \"stuck\": tr",
                "{\"targets\": {}} {}",
                "\0\0\0\0"
            })
    void aDamagedFileIsForgotten(String damaged) throws IOException {
        Files.writeString(directory.resolve("..state.json"), damaged);
        StateFile stateFile = stateFile();

        assertThat(stateFile.read()).isEqualTo(new SavedState(Map.of(), null, false));
        stateFile.write(SOME);
        assertThat(stateFile.read()).isEqualTo(SOME);
    }

    /// As root, everything can be read; `RunIT` has another user.
    @Test
    void aFileThatMustNotBeReadIsNotForgotten() throws IOException {
        stateFile().write(SOME);
        Path file = directory.resolve("..state.json");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertThatThrownBy(() -> stateFile().read())
                .isInstanceOf(UnusableStateException.class)
                .hasMessageStartingWith(file + " cannot be read by this user");
    }

    @Test
    void neitherADirectoryNorAnEndlessFileIsRead() throws IOException {
        Path file = Files.createDirectory(directory.resolve("..state.json"));
        assertThat(stateFile().read()).isEqualTo(new SavedState(Map.of(), null, false));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        assertThat(stateFile().read()).isEqualTo(new SavedState(Map.of(), null, false));
    }

    @Test
    void whatALaterReleaseAddsIsIgnored() throws IOException {
        Files.writeString(directory.resolve("..state.json"), "{\"targets\": {}, \"stuck\": true, \"since\": 1}");

        assertThat(stateFile().read()).isEqualTo(new SavedState(Map.of(), null, true));
    }

    @Test
    void theFileStaysSmall() throws IOException {
        stateFile().write(SOME);
        Map<String, SavedTarget> targets = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            targets.put("app-" + i, new SavedTarget(null, null, "x".repeat(500)));
        }

        assertThatThrownBy(() -> stateFile().write(new SavedState(targets, null, false)))
                .isInstanceOf(IOException.class)
                .hasMessage(directory + "/..state.json would be larger than 1048576 bytes");
        assertThat(stateFile().read()).isEqualTo(SOME);
    }

    @Test
    void publishingLeavesItAlone() throws IOException {
        Published published = Published.open(PublishedTest.config(directory, "r--r-----"), List.of());
        stateFile().write(SOME);
        published.publish(Texts.of("a", "1"));
        published.accept();
        Published.open(PublishedTest.config(directory, "r--r-----"), List.of());

        assertThat(stateFile().read()).isEqualTo(SOME);
    }

    private StateFile stateFile() {
        return new StateFile(directory);
    }
}
