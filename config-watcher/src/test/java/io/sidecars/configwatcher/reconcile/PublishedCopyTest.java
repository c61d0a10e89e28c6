package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Secret must not reach a disk by way of the published copy.
class PublishedCopyTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path mount;

    @Test
    void aSecretIsNotPublishedToADisk() throws IOException {
        Path onDisk = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "published");
        String type = Files.getFileStore(onDisk).type();
        assumeThat(type).isNotIn("tmpfs", "ramfs");

        assertThatThrownBy(() -> PublishedCopy.open(config(true, onDisk)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith(onDisk + " is on " + type + ", but a Secret may be published only to memory");
        assertThat(onDisk).isEmptyDirectory();
        assertThat(PublishedCopy.open(config(false, onDisk))).isNotNull();
        Files.delete(onDisk);
    }

    @Test
    void aSecretIsPublishedToMemory() throws IOException {
        assumeThat(MEMORY).isWritable();
        Path inMemory = Files.createTempDirectory(MEMORY, "published");

        assertThat(PublishedCopy.open(config(true, inMemory))).isNotNull();

        Files.delete(inMemory);
    }

    private Config config(boolean secret, Path published) {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse("""
                sources: [{name: plain, path: %1$s/plain}, {name: other, path: %1$s/other, secret: %2$s}]
                publish: {path: %3$s}
                targets: [{name: app, signal: {url: "http://127.0.0.1:8081/-/reload"}}]
                """.formatted(mount, secret, published));
    }
}
