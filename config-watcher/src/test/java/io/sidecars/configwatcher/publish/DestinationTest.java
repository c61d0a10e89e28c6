package io.sidecars.configwatcher.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
    private static final String RULE = "; it must be a writable directory of its own, such as an emptyDir";

    @TempDir
    Path temporary;

    @Test
    void aMissingDirectoryIsMade() throws IOException {
        Destination.prepare(temporary.resolve("run/config"), List.of(temporary.resolve("source")));

        assertThat(temporary.resolve("run/config")).isEmptyDirectory();
        assertThat(temporary.resolve("source")).doesNotExist();
    }

    @Test
    void neighboursOfASourceAreAllowed() throws IOException {
        Files.createDirectories(temporary.resolve("config"));

        Destination.prepare(temporary.resolve("config-copy"), List.of(temporary.resolve("config")));
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");

        assertRefused(file, temporary.resolve("source"), "is not a directory");
        assertRefused(file.resolve("below"), temporary.resolve("source"), "cannot be created (java.nio.file.");
    }

    @Test
    void aMountIsRefused() {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("a", "1"));

        assertRefused(
                temporary.resolve("mount"),
                temporary.resolve("source"),
                "is a mounted ConfigMap or Secret: another writer swaps its ..data" + RULE);
    }

    @Test
    void aSourceIsRefused() throws IOException {
        Path source = temporary.resolve("source");
        Files.createDirectories(source.resolve("inner"));
        Path alias = Files.createSymbolicLink(temporary.resolve("alias"), source);

        assertRefused(source, source, "is the watched source " + source + RULE);
        assertRefused(alias, source, "is the watched source " + source + RULE);
        assertRefused(source, alias, "is the watched source " + alias + RULE);
        assertRefused(source.resolve("inner"), source, "is inside the watched source " + source + RULE);
        assertRefused(alias.resolve("new/below"), source, "is inside the watched source " + source + RULE);
        assertRefused(source.resolve("inner/../../source"), source, "is the watched source " + source + RULE);
        assertRefused(temporary, source, "holds the watched source " + source + RULE);
        assertThat(source.resolve("new")).doesNotExist();
    }

    @Test
    void aDirectoryThatIsNotWritableIsRefused() throws IOException {
        Path noPlaceForFiles = Path.of("/proc/self"); // not even for root

        assertRefused(noPlaceForFiles, temporary.resolve("source"), "is not writable (java.nio.file.");
    }

    private static void assertRefused(Path directory, Path source, String why) {
        assertThatThrownBy(() -> Destination.prepare(directory, List.of(source)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("publish.path " + directory + " " + why);
    }
}
