package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.configwatcher.KubeletVolume;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    Path temporary;

    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void saysThatTheDirectoryMayHaveChangedAtEverySwap() {
        KubeletVolume volume = new KubeletVolume(temporary);
        volume.write(Map.of("a", "0"));
        try (Watch _ = started(FileSystems.getDefault()::newWatchService, temporary)) {
            awaitQuiet();
            for (int i = 1; i < 5; i++) {
                int before = changes.get();
                volume.write(Map.of("a", "" + i));

                await().until(() -> changes.get() > before);
                awaitQuiet();
            }
        }
    }

    /// Scenario 14.
    @Test
    void watchesADirectoryThatWasRemovedAndMadeAgain() throws IOException {
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        try (Watch watch = started(FileSystems.getDefault()::newWatchService, mount)) {
            await().until(() -> !watch.isPolling());
            FileUtils.deleteDirectory(mount.toFile());
            await().until(watch::isPolling);
            Files.createDirectory(mount);
            await().until(() -> !watch.isPolling());
            awaitQuiet();
            int before = changes.get();

            Files.writeString(mount.resolve("a"), "1");

            await().until(() -> changes.get() > before);
        }
    }

    @Test
    void watchesTheDirectoryThatWasMovedIntoItsPlace() throws IOException {
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        try (Watch watch = started(FileSystems.getDefault()::newWatchService, mount)) {
            await().until(() -> !watch.isPolling());
            awaitQuiet();
            int before = changes.get();

            Files.move(mount, temporary.resolve("old"));
            Files.createDirectory(mount);

            await().until(() -> changes.get() > before);
            awaitQuiet();
            int found = changes.get();
            Files.writeString(mount.resolve("a"), "1");
            await().atMost(Duration.ofSeconds(1)).until(() -> changes.get() > found);
        }
    }

    /// Scenario 12.
    @Test
    void pollsWhileInotifyIsUsedUp() {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        Watch.Inotify inotify = () -> {
            if (exhausted.get()) {
                throw new IOException("User limit of inotify instances reached or too many open files");
            }
            return FileSystems.getDefault().newWatchService();
        };
        try (Watch watch = started(inotify, temporary)) {
            await().until(() -> changes.get() >= 2);
            assertThat(watch.isPolling()).isTrue();

            exhausted.set(false);

            await().until(() -> !watch.isPolling());
        }
    }

    /// Scenario 13: of more than 512 events nothing is left but that there were too many.
    @Test
    void tooManyEventsAreAReasonToLookToo() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Runnable slow = () -> {
            if (looks.incrementAndGet() == 2) {
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (Watch watch = new Watch(FileSystems.getDefault()::newWatchService, List.of(temporary), slow)) {
            watch.start();
            await().until(() -> !watch.isPolling());
            Files.createFile(temporary.resolve("first"));
            await().until(() -> looks.get() == 2);
            for (int i = 0; i < 2_000; i++) {
                Files.createFile(temporary.resolve("file-" + i));
            }
            busy.countDown();

            await().until(() -> looks.get() > 2);
            assertThat(watch.isPolling()).isFalse();
        }
    }

    @Test
    void watchesBelowThePlainDirectoryAlsoWhatIsMadeLater() throws IOException {
        try (Watch watch = started(FileSystems.getDefault()::newWatchService, temporary)) {
            await().until(() -> !watch.isPolling());
            Path below = Files.createDirectories(temporary.resolve("a/b"));
            awaitQuiet();
            int before = changes.get();

            Files.writeString(below.resolve("c"), "1");

            await().until(() -> changes.get() > before);
        }
    }

    @Test
    void aSourceThatIsMissingIsNoReasonToMissTheOther() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        List<Path> both = List.of(temporary.resolve("missing"), other);
        try (Watch watch = new Watch(FileSystems.getDefault()::newWatchService, both, changes::incrementAndGet)) {
            watch.start();
            await().until(() -> changes.get() > 0);
            assertThat(watch.isPolling()).isTrue();
            int before = changes.get();

            Files.writeString(other.resolve("c"), "1");

            await().until(() -> changes.get() > before);
        }
    }

    private Watch started(Watch.Inotify inotify, Path directory) {
        Watch watch = new Watch(inotify, List.of(directory), changes::incrementAndGet);
        watch.start();
        return watch;
    }

    private void awaitQuiet() {
        AtomicInteger last = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            int now = changes.get();
            return last.getAndSet(now) == now && now > 0;
        });
    }
}
