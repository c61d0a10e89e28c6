package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDirectoryTest {
    private static final String TOO_MUCH =
            " holds too much: all sources together may hold 10000 files and 8 MiB, and 1 MiB of names";

    @TempDir
    Path temporary;

    @Test
    void theVersionFollowsTheDocumentedRule() throws IOException {
        Files.writeString(temporary.resolve("b"), "");
        Files.writeString(temporary.resolve("a"), "1");

        // printf 'a\0\0\0\0\0\0\0\0\0011b\0\0\0\0\0\0\0\0\0' | sha256sum
        assertThat(found(directory()).version())
                .isEqualTo("sha256:084e175a765b2ba0f7610b67351088c236be789714af228b34a013cc5479d72f");
    }

    @Test
    void theSameContentsHaveTheSameVersionWhereverTheyAre() throws IOException {
        Path plain = Files.createDirectory(temporary.resolve("plain"));
        Files.createDirectory(plain.resolve("sub"));
        Files.writeString(plain.resolve("a"), "1");
        Files.writeString(plain.resolve("sub/b"), "2");
        Path mount = temporary.resolve("mount");
        KubeletVolume volume = new KubeletVolume(mount);
        volume.write(Map.of("a", "1", "sub/b", "2"));
        Snapshot first = found(directory(mount));
        volume.write(Map.of("a", "1", "sub/b", "2"));

        assertThat(found(directory(mount))).isEqualTo(first).isEqualTo(found(directory(plain)));
        assertThat(first.files()).containsOnlyKeys("a", "sub/b");
    }

    @Test
    void everyDifferenceChangesTheVersion() {
        KubeletVolume volume = new KubeletVolume(temporary);
        Set<String> versions = new HashSet<>();
        for (Map<String, String> payload : List.<Map<String, String>>of(
                Map.of("a", "1"), Map.of("a", "2"), Map.of("b", "1"), Map.of("a", "1", "b", ""), Map.of())) {
            volume.write(payload);
            versions.add(found(directory()).version());
        }

        assertThat(versions).hasSize(5);
    }

    @Test
    void aMountSettlesAtOnceAndAPlainDirectoryAfterAQuietPeriod() {
        assertThat(directory().scan())
                .matches(result -> result instanceof ScanResult.Found found
                        && found.quietPeriod().equals(Duration.ofMillis(250)));

        new KubeletVolume(temporary).write(Map.of("a", "1"));

        assertThat(directory().scan())
                .matches(result -> result instanceof ScanResult.Found found
                        && found.quietPeriod().isZero());
    }

    @Test
    void wildcardsSelectTheFiles() {
        new KubeletVolume(temporary).write(Map.of("app.yaml", "1", "app.json", "2", "token", "3", "sub/x.yaml", "4"));

        assertThat(found(directory(temporary, List.of("*.yaml", "token"), List.of("sub/*")))
                        .files())
                .containsOnlyKeys("app.yaml", "token");
    }

    @Test
    void ignoresAndNotesWhatIsNotAFile() throws Exception {
        Files.writeString(temporary.resolve("real"), "1");
        Files.createSymbolicLink(temporary.resolve("linked"), Path.of("real"));
        Files.createSymbolicLink(temporary.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(temporary.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(temporary.resolve("itself"), Path.of("."));
        Path fifo = temporary.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();

        ScanResult.Found found = (ScanResult.Found) directory().scan();
        assertThat(found.content().files()).containsOnlyKeys("linked", "real");
        assertThat(found.notes())
                .containsExactlyInAnyOrder(
                        temporary.resolve("dangling") + " is ignored: its symbolic link cannot be resolved",
                        temporary.resolve("loop") + " is ignored: its symbolic link cannot be resolved",
                        temporary.resolve("itself") + " is ignored: it is a symbolic link to a directory",
                        fifo + " is ignored: it is a pipe, a socket or a device, not a regular file");
    }

    @Test
    void filesThatEditorsAndFileSystemsLeaveAreIgnoredInAPlainDirectory() throws IOException {
        List<String> left = List.of("app.yaml~", ".app.yaml.swp", ".app.yaml.swx", "4913", ".#app.yaml", "#app.yaml#");
        for (String name : left) {
            Files.writeString(temporary.resolve(name), "1");
        }
        Files.writeString(temporary.resolve(".nfs000000000000001"), "1");
        Files.writeString(temporary.resolve("app.yaml"), "1");
        assertThat(found(directory()).files()).containsOnlyKeys("app.yaml");

        assertThat(found(directory(temporary, List.of("4913", "*.yaml"), List.of()))
                        .files())
                .containsOnlyKeys("4913", "app.yaml");

        new KubeletVolume(temporary).write(Map.of("4913", "1", "a~", "1"));
        assertThat(found(directory()).files()).containsOnlyKeys("4913", "a~");
    }

    @Test
    void anEmptySourceIsNoVersionUnlessItMayBeEmpty() throws IOException {
        Path optional = Files.createDirectory(temporary.resolve("optional"));
        Source source =
                new Source("app", optional, false, false, List.of("*"), List.of(), new Checks(List.of(), List.of()));
        ScanResult empty = new ScanResult.Unavailable(
                "source app is empty: the apps keep the version before it, unless allowEmpty is true");
        assertThat(new Sources(List.of(source)).scan()).isEqualTo(empty);

        new KubeletVolume(optional).write(Map.of());
        assertThat(new Sources(List.of(source)).scan()).isEqualTo(empty);

        assertThat(directory(optional).scan()).isInstanceOf(ScanResult.Found.class);
    }

    @Test
    void reportsAMissingDirectory() throws IOException {
        Path absent = temporary.resolve("absent");
        assertThat(directory(absent).scan()).isEqualTo(new ScanResult.Unavailable(absent + " does not exist"));

        Files.writeString(absent, "");
        assertThat(directory(absent).scan()).isEqualTo(new ScanResult.Unavailable(absent + " is not a directory"));
    }

    @Test
    void severalSourcesFormOneConfigurationAndSettleTogether() {
        new KubeletVolume(temporary.resolve("a")).write(Map.of("a", "1"));
        new KubeletVolume(temporary.resolve("b")).write(Map.of("b", "2"));
        Source one = source("one", temporary.resolve("a"), List.of("*"), List.of());
        Source two = source("two", temporary.resolve("b"), List.of("*"), List.of());

        ScanResult.Found found = (ScanResult.Found) new Sources(List.of(one, two)).scan();

        assertThat(found.content().files()).containsOnlyKeys("a", "b");
        assertThat(found.bySource()).containsOnlyKeys("one", "two");
        assertThat(found.quietPeriod()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theSameFileInTwoSourcesIsNamedByItsSource() {
        new KubeletVolume(temporary.resolve("a")).write(Map.of("x", "1"));
        new KubeletVolume(temporary.resolve("b")).write(Map.of("x", "1"));
        Source one = source("one", temporary.resolve("a"), List.of("*"), List.of());
        Source two = source("two", temporary.resolve("b"), List.of("*"), List.of());

        ScanResult.Found found = (ScanResult.Found) new Sources(List.of(one, two)).scan();

        assertThat(found.content().files()).containsOnlyKeys("one/x", "two/x");
        assertThat(found.bySource().get("two")).containsOnlyKeys("x");
    }

    @Test
    void readsManyKeysALargeFileAndAnEmptyMount() {
        KubeletVolume volume = new KubeletVolume(temporary);
        Map<String, String> payload = payload(200, "x");
        payload.put("large", "y".repeat(1 << 20));
        payload.put("empty", "");
        volume.write(payload);
        assertThat(found(directory()).files()).hasSize(202);

        payload.remove("key-7");
        volume.write(payload);
        assertThat(found(directory()).files()).hasSize(201).doesNotContainKey("key-7");

        volume.write(Map.of());
        assertThat(found(directory()).files()).isEmpty();
    }

    @Test
    void refusesMoreThanEightMebibytes() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(temporary.resolve("big").toFile(), "rw")) {
            sparse.setLength(8 << 20);
            assertThat(directory().scan()).isInstanceOf(ScanResult.Found.class);

            sparse.setLength((8 << 20) + 1);
            assertThat(directory().scan()).isEqualTo(new ScanResult.Unavailable(temporary + TOO_MUCH));
        }
    }

    @Test
    void allSourcesTogetherHaveOneLimit() throws IOException {
        for (String name : List.of("a", "b")) {
            Files.createDirectory(temporary.resolve(name));
            try (RandomAccessFile sparse =
                    new RandomAccessFile(temporary.resolve(name + "/" + name).toFile(), "rw")) {
                sparse.setLength(5 << 20);
            }
        }
        Source one = source("one", temporary.resolve("a"), List.of("*"), List.of());
        Source two = source("two", temporary.resolve("b"), List.of("*"), List.of());

        assertThat(new Sources(List.of(one)).scan()).isInstanceOf(ScanResult.Found.class);
        assertThat(new Sources(List.of(one, two)).scan())
                .isEqualTo(new ScanResult.Unavailable(temporary.resolve("b") + TOO_MUCH));
    }

    @Test
    void aFileThatHasNotChangedIsInMemoryOnce() throws IOException {
        Files.writeString(temporary.resolve("a"), "1");
        Files.writeString(temporary.resolve("b"), "1");
        Sources sources = directory();
        Content first = ((ScanResult.Found) sources.scan()).content();
        Files.writeString(temporary.resolve("b"), "2");
        Content second = ((ScanResult.Found) sources.scan()).content();

        assertThat(second.files().get("a")).isSameAs(first.files().get("a"));
        assertThat(second.files().get("b")).isNotSameAs(first.files().get("b"));
    }

    /// All files of a version have the same content. A scan that mixed two versions, or missed files of a
    /// directory that is being deleted, would therefore return a third version.
    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void neverMixesTwoVersionsWhileTheyAreSwapped(int keys) throws InterruptedException {
        Map<String, String> even = payload(keys, "even");
        Map<String, String> odd = payload(keys, "odd");
        KubeletVolume volume = new KubeletVolume(temporary);
        volume.write(even);
        String first = found(directory()).version();
        volume.write(odd);
        String second = found(directory()).version();
        AtomicBoolean enough = new AtomicBoolean();
        Thread kubelet = new Thread(() -> {
            for (int i = 0; !enough.get(); i++) {
                volume.write(i % 2 == 0 ? even : odd);
            }
        });
        kubelet.start();

        Set<String> seen = new HashSet<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        for (int i = 0; i < 2_000 || (!seen.containsAll(Set.of(first, second)) && System.nanoTime() < deadline); i++) {
            seen.add(
                    switch (directory().scan()) {
                        case ScanResult.Found found -> found.content().version();
                        case ScanResult.Unavailable(String why) -> why;
                    });
        }
        enough.set(true);
        kubelet.join();

        seen.remove(temporary + " changes faster than it can be read");
        assertThat(seen).containsExactlyInAnyOrder(first, second);
    }

    private static Map<String, String> payload(int keys, String content) {
        Map<String, String> payload = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            payload.put("key-" + i, content);
        }
        return payload;
    }

    private Sources directory() {
        return directory(temporary);
    }

    private static Sources directory(Path path) {
        return directory(path, List.of("*"), List.of());
    }

    private static Sources directory(Path path, List<String> include, List<String> exclude) {
        return new Sources(List.of(source("app", path, include, exclude)));
    }

    private static Source source(String name, Path path, List<String> include, List<String> exclude) {
        return new Source(name, path, false, true, include, exclude, new Checks(List.of(), List.of()));
    }

    private static Snapshot found(Sources directory) {
        return switch (directory.scan()) {
            case ScanResult.Found found -> found.content().snapshot();
            case ScanResult.Unavailable unavailable -> throw new AssertionError(unavailable);
        };
    }
}
