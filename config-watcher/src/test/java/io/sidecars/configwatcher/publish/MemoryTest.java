package io.sidecars.configwatcher.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.configwatcher.publish.Remembered.TargetMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    private static final Remembered SOME = new Remembered(
            Map.of(
                    "app", new TargetMemory("sha256:a", "sha256:b", "port is not a number"),
                    "proxy", new TargetMemory("sha256:b", null, null)),
            "sha256:b",
            true);

    @TempDir
    Path directory;

    @Test
    void nothingIsRememberedAtFirst() {
        assertThat(memory().read()).isEqualTo(new Remembered(Map.of(), null, false));
    }

    @Test
    void aRestartRemembersWhatWasWrittenLast() throws IOException {
        memory().write(new Remembered(Map.of(), "sha256:a", false));
        memory().write(SOME);

        assertThat(memory().read()).isEqualTo(SOME);
        assertThat(Disk.list(directory)).containsExactly(directory.resolve("..state.json"));
    }

    @Test
    void theFileIsPlainJson() throws IOException {
        memory().write(SOME);

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
        assertThat(new TargetMemory(null, "sha256:b", "x".repeat(501)).reason()).isEqualTo("x".repeat(500) + "…");
        assertThat(new TargetMemory(null, "sha256:b", "x".repeat(500)).reason()).isEqualTo("x".repeat(500));
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
        Memory memory = memory();

        assertThat(memory.read()).isEqualTo(new Remembered(Map.of(), null, false));
        memory.write(SOME);
        assertThat(memory.read()).isEqualTo(SOME);
    }

    @Test
    void neitherADirectoryNorAnEndlessFileIsRead() throws IOException {
        Path file = Files.createDirectory(directory.resolve("..state.json"));
        assertThat(memory().read()).isEqualTo(new Remembered(Map.of(), null, false));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        assertThat(memory().read()).isEqualTo(new Remembered(Map.of(), null, false));
    }

    @Test
    void whatALaterReleaseAddsIsIgnored() throws IOException {
        Files.writeString(directory.resolve("..state.json"), "{\"targets\": {}, \"stuck\": true, \"since\": 1}");

        assertThat(memory().read()).isEqualTo(new Remembered(Map.of(), null, true));
    }

    @Test
    void theFileStaysSmall() throws IOException {
        memory().write(SOME);
        Map<String, TargetMemory> targets = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            targets.put("app-" + i, new TargetMemory(null, null, "x".repeat(500)));
        }

        assertThatThrownBy(() -> memory().write(new Remembered(targets, null, false)))
                .isInstanceOf(IOException.class)
                .hasMessage(directory + "/..state.json would be larger than 1048576 bytes");
        assertThat(memory().read()).isEqualTo(SOME);
    }

    @Test
    void publishingLeavesItAlone() throws IOException {
        Published published = Published.open(PublishedTest.config(directory, "r--r-----"), List.of());
        memory().write(SOME);
        published.publish(Contents.of("a", "1"));
        published.accept();
        Published.open(PublishedTest.config(directory, "r--r-----"), List.of());

        assertThat(memory().read()).isEqualTo(SOME);
    }

    private Memory memory() {
        return new Memory(directory);
    }
}
