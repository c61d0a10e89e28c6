package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limits hold together in the memory of the image's container: 128 MiB, with the JVM flags of the image.
class MemoryIT {
    private static final Pattern FLAG = Pattern.compile("<jvmFlag>(.*?)</jvmFlag>");
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final TestApp app = new TestApp();
    private Path published;

    @SuppressWarnings("NullAway.Init")
    private Process process;

    /// In memory, because each file on a disk would have to be flushed.
    @BeforeEach
    void createDirectory() throws IOException {
        Path memory = Path.of("/dev/shm");
        published = Files.createTempDirectory(Files.isWritable(memory) ? memory : directory, "published");
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
        app.close();
        FileUtils.deleteDirectory(published.toFile());
    }

    @Test
    void theLargestSourceIsPublishedAndPushedAgainAndAgain() throws Exception {
        KubeletVolume volume = new KubeletVolume(directory.resolve("mount"));
        volume.write(Map.of("large", "0".repeat(8 << 20)));
        start();
        awaitSignals(1);

        for (int i = 1; i <= 4; i++) {
            volume.write(Map.of("large", ("" + i).repeat(8 << 20)));
            awaitSignals(i + 1);
        }

        volume.write(Map.of("large", "5".repeat((8 << 20) + 1)));
        await().atMost(LONG).until(() -> log().contains("holds too much: all sources together may hold 10000 files"));
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void tenThousandFilesArePublishedAndPushed() throws Exception {
        KubeletVolume volume = new KubeletVolume(directory.resolve("mount"));
        volume.write(files("a"));
        start();
        awaitSignals(1);

        volume.write(files("b"));
        awaitSignals(2);

        assertThat(process.isAlive()).isTrue();
    }

    private static Map<String, String> files(String content) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            files.put("a-name-that-is-not-short-" + content + "-" + i, content.repeat(700));
        }
        return files;
    }

    private void awaitSignals(int count) {
        await().atMost(LONG).until(() -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            return app.signals.size() >= count;
        });
        app.signals.replaceAll(signal -> signal.path("version")); // the test needs memory too
    }

    private void start() throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), """
                sources: [{name: app, path: %s}]
                publish: {path: %s}
                targets: [{name: app, signal: {url: '%s', body: push, timeout: 1m}}]
                """.formatted(
                        directory.resolve("mount"), published, app.signalUrl()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:MaxRAM=128m");
        for (Path pom : List.of(Path.of("../pom.xml"), Path.of("pom.xml"))) {
            FLAG.matcher(Files.readString(pom)).results().forEach(flag -> command.add(flag.group(1)));
        }
        command.addAll(List.of("-jar", "target/config-watcher.jar", "run", "--config=" + config));
        command.addAll(List.of("--pod-address=127.0.0.1:0", "--local-address=127.0.0.1:0"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }
}
