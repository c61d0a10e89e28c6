package io.sidecars.demoapp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {

    @TempDir
    Path directory;

    @Test
    void identicalSwapKeepsTheVersion() throws IOException {
        KubeletVolume volume = new KubeletVolume(directory);
        volume.write(Map.of("database.yaml", "a", "other", "b"));
        Snapshot first = new Mount(directory).read();

        volume.write(Map.of("database.yaml", "a", "other", "b"));

        assertThat(new Mount(directory).read().version()).isEqualTo(first.version());
        assertThat(first.files()).containsOnlyKeys("database.yaml", "other");
    }

    @Test
    void plainDirectoryHasTheVersionOfTheSameVolume(@TempDir Path plain) throws IOException {
        new KubeletVolume(directory).write(Map.of("database.yaml", "a"));
        Files.writeString(plain.resolve("database.yaml"), "a");
        Files.writeString(plain.resolve("..hidden"), "never part of it");

        assertThat(new Mount(plain).read().version())
                .isEqualTo(new Mount(directory).read().version());
    }

    @Test
    void aSnapshotNeverMixesTwoVersions() throws Exception {
        KubeletVolume volume = new KubeletVolume(directory);
        volume.write(Map.of("a", "0", "b", "0", "c", "0"));
        AtomicBoolean done = new AtomicBoolean();
        Thread kubelet = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 1; i <= 500; i++) {
                    String text = Integer.toString(i);
                    volume.write(Map.of("a", text, "b", text, "c", text));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                done.set(true);
            }
        });

        int read = 0;
        while (!done.get()) {
            try {
                Map<String, byte[]> files = new Mount(directory).read().files();
                read++;
                assertThat(files).hasSize(3);
                assertThat(files.values())
                        .allSatisfy(content -> assertThat(content).isEqualTo(files.get("a")));
            } catch (IOException e) {
                assertThat(e)
                        .hasMessageMatching(
                                ".*(changed during each of|does not exist).*"); // the volume changed faster than it can
                // be read
            }
        }
        kubelet.join();
        assertThat(read).isPositive();
        assertThat(new Mount(directory).read().files().get("a")).asString().isEqualTo("500");
    }

    @Test
    void missingDirectoryIsNamed() {
        assertThatThrownBy(() -> new Mount(directory.resolve("nowhere")).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void moreThanTwoMebibytesAreRefused() throws IOException {
        Files.write(directory.resolve("a"), new byte[1 << 20]);
        Files.write(directory.resolve("b"), new byte[1 << 20]);
        new Mount(directory).read();
        Files.write(directory.resolve("c"), new byte[1]);

        assertThatThrownBy(() -> new Mount(directory).read()).hasMessageContaining("more than 2097152 bytes");
    }
}
