package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.KubeletVolume;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    /// Long enough that the test sees neither a periodic registration nor polling.
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path temporary;

    private final AtomicBoolean exhausted = new AtomicBoolean();
    private DirectoryWatch watch;

    @BeforeEach
    void watchTheDirectory() {
        watch = watching(temporary);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void reportsEverySwap() throws Exception {
        KubeletVolume volume = new KubeletVolume(temporary);
        volume.write(Map.of("a", "0"));
        awaitQuiet();
        for (int i = 1; i < 5; i++) {
            volume.write(Map.of("a", "" + i));

            assertThat(watch.await(LONG)).isTrue();
            awaitQuiet();
        }
    }

    @Test
    void watchesADirectoryThatWasRemovedAndRecreated() throws Exception {
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        watch = watching(mount);
        awaitQuiet();
        FileUtils.deleteDirectory(mount.toFile());
        awaitPolling(true);
        Files.createDirectory(mount);
        awaitPolling(false);
        awaitQuiet();

        Files.writeString(mount.resolve("a"), "1");

        assertThat(watch.await(LONG)).isTrue();
    }

    @Test
    void watchesTheDirectoryThatReplacedTheWatchedOne() throws Exception {
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        watch = watching(mount);
        awaitQuiet();

        Files.move(mount, temporary.resolve("old"));
        Files.createDirectory(mount);

        awaitChange();
        awaitQuiet();
        Files.writeString(mount.resolve("a"), "1");
        assertThat(watch.await(LONG)).isTrue();
    }

    @Test
    void pollsWhileInotifyInstancesAreExhausted() throws Exception {
        exhausted.set(true);
        awaitChange();
        awaitChange();
        assertThat(watch.isPolling()).isTrue();

        exhausted.set(false);

        awaitPolling(false);
    }

    /// After more than 512 pending events, the watch service reports only an overflow.
    @Test
    void anOverflowIsReportedAsAChange() throws Exception {
        awaitQuiet();
        for (int i = 0; i < 2_000; i++) {
            Files.createFile(temporary.resolve("file-" + i));
        }

        assertThat(watch.await(LONG)).isTrue();
        awaitQuiet();
        Files.createFile(temporary.resolve("one more"));
        assertThat(watch.await(LONG)).isTrue();
        assertThat(watch.isPolling()).isFalse();
    }

    @Test
    void watchesDirectoriesThatAreCreatedLaterBelowAPlainDirectory() throws Exception {
        watch = watching(NEVER, temporary);
        awaitQuiet();
        Path below = Files.createDirectories(temporary.resolve("a/b"));
        awaitQuiet();

        Files.writeString(below.resolve("c"), "1");

        assertThat(watch.await(LONG)).isTrue();
    }

    @Test
    void oneReportCoversAllDirectoriesThatHaveChanged() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createDirectory(temporary.resolve("d" + i));
        }
        awaitQuiet();
        for (int i = 0; i < 100; i++) {
            Files.createFile(temporary.resolve("d" + i + "/file"));
        }

        assertThat(awaitQuiet()).isBetween(1, 80); // one report for each directory would be 100
    }

    @Test
    void aMissingSourceDoesNotStopTheWatchOfAnother() throws Exception {
        Path other = Files.createDirectory(temporary.resolve("other"));
        watch = watching(NEVER, temporary.resolve("missing"), other);
        awaitChange();
        assertThat(watch.isPolling()).isTrue();

        Files.writeString(other.resolve("c"), "1");

        assertThat(watch.await(LONG)).isTrue();
    }

    private DirectoryWatch watching(Path... sources) {
        return new DirectoryWatch(this::inotify, List.of(sources));
    }

    private DirectoryWatch watching(Duration poll, Path... sources) {
        return new DirectoryWatch(this::inotify, List.of(sources), poll);
    }

    private WatchService inotify() throws IOException {
        if (exhausted.get()) {
            throw new IOException("User limit of inotify instances reached or too many open files");
        }
        return FileSystems.getDefault().newWatchService();
    }

    private void awaitChange() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            if (watch.await(Duration.ofMillis(100))) {
                return;
            }
        }
        throw new AssertionError("no change was reported");
    }

    private void awaitPolling(boolean polling) throws InterruptedException {
        for (int i = 0; i < 100 && watch.isPolling() != polling; i++) {
            watch.await(Duration.ofMillis(100));
        }
        assertThat(watch.isPolling()).isEqualTo(polling);
    }

    /// Waits until no change is reported any more, and returns how many were.
    private int awaitQuiet() throws InterruptedException {
        int reports = 0;
        int quiet = 0;
        while (quiet < 5) { // longer than it takes to watch a new directory
            boolean changed = watch.await(Duration.ofMillis(40));
            reports += changed ? 1 : 0;
            quiet = changed ? 0 : quiet + 1;
        }
        assertThat(watch.isPolling()).isFalse();
        return reports;
    }
}
