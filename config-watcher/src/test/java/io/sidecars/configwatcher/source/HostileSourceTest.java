package io.sidecars.configwatcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a container that writes to a source can make config-watcher read: nothing outside the source.
class HostileSourceTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(directory.resolve("own"), "1");
        Files.writeString(temporary.resolve("token"), "secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../token",
                "/proc/self/environ",
                "/proc/self/root/etc/hostname",
                "sub/../../token",
                "out/token",
                "away",
                "../source/../token",
                "TEMPORARY/source/../token",
                "TEMPORARY/token"
            })
    void aLinkThatLeavesTheSourceIsRefusedAndNamed(String target) throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        Files.createSymbolicLink(directory.resolve("out"), Path.of(".."));
        Files.createSymbolicLink(directory.resolve("away"), Path.of("../token"));
        Files.createSymbolicLink(directory.resolve("own-above"), Path.of("../own"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of(target.replace("TEMPORARY", temporary.toString())));

        ScanResult.Found found = found(directory);

        assertThat(found.content().files()).containsOnlyKeys("own");
        assertThat(found.notes())
                .contains(directory.resolve("link") + " is ignored: its symbolic link leads out of the source");
    }

    @Test
    void aLinkInsideTheSourceIsFollowed() throws IOException {
        Files.createDirectories(directory.resolve("sub/deep"));
        Files.writeString(directory.resolve("sub/file"), "2");
        Files.createSymbolicLink(directory.resolve("dir"), Path.of("sub/deep"));
        Files.createSymbolicLink(directory.resolve("up"), Path.of("dir/../file"));
        Files.createSymbolicLink(directory.resolve("absolute"), directory.resolve("sub/file"));
        Files.createSymbolicLink(directory.resolve("chain"), Path.of("./sub//deep/../../up"));

        assertThat(found(directory).content().files()).containsOnlyKeys("own", "sub/file", "up", "absolute", "chain");
    }

    /// A forged mount: its `..data` leads to files that only config-watcher can read.
    @ParameterizedTest
    @ValueSource(strings = {"..", "/proc/self", "../secrets"})
    void aDataLinkThatLeavesTheSourceIsRefused(String target) throws IOException {
        Files.createDirectory(temporary.resolve("secrets"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of(target));

        assertThat(scan(directory))
                .isEqualTo(new ScanResult.Unavailable(directory + " is refused: a link on the way to its files leads "
                        + "out of the directory that it is in, which another container may write to"));
    }

    /// One name is a file, a link out of the source, a pipe and a directory in turn, as fast as the machine can.
    @Test
    @Timeout(60)
    void whatIsReadIsWhatWasLookedAt() throws Exception {
        Path name = directory.resolve("name");
        Path pipe = temporary.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; !enough.get(); i++) {
                replace(name, pipe, i % 3);
            }
        });
        writer.start();

        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            if (scan(directory) instanceof ScanResult.Found found) {
                found.content().files().forEach((_, content) -> seen.add(new String(content, UTF_8)));
            }
        }
        enough.set(true);
        writer.join();

        assertThat(seen).contains("1").isSubsetOf("1", "2", "");
    }

    private void replace(Path name, Path pipe, int kind) {
        try {
            Path next = temporary.resolve("next");
            switch (kind) {
                case 0 -> Files.writeString(next, "2");
                case 1 -> Files.createSymbolicLink(next, Path.of("../token"));
                default -> Files.createLink(next, pipe);
            }
            Files.move(next, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTreeIsFollowedFiftyDirectoriesDeep() throws IOException {
        Path deep = directory;
        for (int i = 0; i < 60; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("file"), "1");

        ScanResult.Found found = found(directory);

        assertThat(found.content().files()).containsOnlyKeys("own");
        assertThat(found.notes()).singleElement().asString().endsWith("it is more than 50 directories deep");
    }

    @Test
    void moreThanTwentyThousandEntriesAreRefused() throws IOException {
        for (int i = 0; i < 20_001; i++) {
            Files.createSymbolicLink(directory.resolve("link-" + i), Path.of("own"));
        }
        Source source = source(directory, List.of("own"));

        assertThat(new Sources(List.of(source)).scan())
                .isEqualTo(new ScanResult.Unavailable(directory + " holds more than 20000 entries"));
    }

    /// The file system of `/` is written by the image only, any other may be a volume.
    @Test
    @EnabledIf("hasMemory")
    void aPathThatIsALinkInAVolumeMustStayInItsDirectory() throws IOException {
        Path volume = Files.createTempDirectory(MEMORY, "source");
        try {
            Files.createDirectory(volume.resolve("v1"));
            Files.writeString(volume.resolve("v1/file"), "1");
            Path current = volume.resolve("current");
            Files.createSymbolicLink(current, Path.of("v1"));
            assertThat(found(current).content().files()).containsOnlyKeys("file");

            Files.delete(current);
            Files.createSymbolicLink(current, volume.resolve("v1"));
            assertThat(found(current).content().files()).containsOnlyKeys("file");

            Files.delete(current);
            Files.createSymbolicLink(current, temporary);
            assertThat(scan(current)).isInstanceOf(ScanResult.Unavailable.class);
        } finally {
            FileUtils.deleteDirectory(volume.toFile());
        }
    }

    static boolean hasMemory() throws IOException {
        return Files.isWritable(MEMORY)
                && !Files.getAttribute(MEMORY, "unix:dev").equals(Files.getAttribute(Path.of("/"), "unix:dev"));
    }

    @Test
    void aScanLeavesNoDescriptorOpen() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.createSymbolicLink(directory.resolve("a/link"), Path.of("../../token"));
        Files.createSymbolicLink(directory.resolve("inside"), Path.of("a/b/../../own"));
        found(directory);
        int before = descriptors();

        for (int i = 0; i < 100; i++) {
            found(directory);
        }

        assertThat(descriptors()).isLessThan(before + 50);
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    private static ScanResult.Found found(Path directory) {
        return (ScanResult.Found) scan(directory);
    }

    private static ScanResult scan(Path directory) {
        return new Sources(List.of(source(directory, List.of("*")))).scan();
    }

    private static Source source(Path directory, List<String> include) {
        return new Source("app", directory, false, false, include, List.of(), new Checks(List.of(), List.of()));
    }
}
