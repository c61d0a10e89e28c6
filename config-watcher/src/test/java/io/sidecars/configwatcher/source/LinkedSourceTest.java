package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.Source;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A source path that is a link, which its writer moves: as git-sync does.
class LinkedSourceTest {
    @TempDir
    Path root;

    private Path current;
    private int checkouts;

    @BeforeEach
    void link() {
        current = root.resolve("current");
    }

    @Test
    void theDirectoryThatTheLinkLeadsToIsReadAndCommitsByTheMove() throws IOException {
        move("1");
        ScanResult.Found first = found(current);
        move("2");
        ScanResult.Found second = found(current);

        assertThat(first.content().files()).containsOnlyKeys("a", "b/c");
        assertThat(first.quietPeriod()).isZero();
        assertThat(second.content().version()).isNotEqualTo(first.content().version());
    }

    @Test
    void aDirectoryBelowTheLinkIsReadToo() throws IOException {
        move("1");

        assertThat(found(current.resolve("b")).content().files()).containsOnlyKeys("c");
    }

    @Test
    void neverMixesTwoVersionsWhileTheLinkMoves() throws Exception {
        move("even");
        String even = found(current).content().version();
        move("odd");
        String odd = found(current).content().version();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; !enough.get(); i++) {
                move(i % 2 == 0 ? "even" : "odd");
            }
        });
        writer.start();

        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.add(
                    switch (scan(current)) {
                        case ScanResult.Found found -> found.content().version();
                        case ScanResult.Unavailable(String why) -> why;
                    });
        }
        enough.set(true);
        writer.join();

        seen.remove(current + " changes faster than it can be read");
        assertThat(seen).isSubsetOf(even, odd).isNotEmpty();
    }

    @Test
    void aMoveIsReportedAtOnceAndOtherNamesBesideTheLinkAreNot() throws Exception {
        move("1");
        try (DirectoryWatch watch = new DirectoryWatch(
                FileSystems.getDefault()::newWatchService, List.of(current.resolve("b")), Duration.ofHours(1))) {
            awaitQuiet(watch);

            Files.writeString(root.resolve("other"), "1");
            assertThat(watch.await(Duration.ofMillis(200))).isFalse();
            assertThat(watch.isPolling()).isFalse();

            moveTheLink("2"); // what it led to stays
            assertThat(isReported(watch)).isTrue();
            awaitQuiet(watch);
            Files.writeString(current.resolve("b/d"), "1");
            assertThat(isReported(watch)).isTrue();
        }
    }

    /// A wait also ends with an event of a name that does not matter.
    private static boolean isReported(DirectoryWatch watch) throws InterruptedException {
        boolean changed = false;
        for (int i = 0; i < 100 && !changed; i++) {
            changed = watch.await(Duration.ofMillis(100));
        }
        return changed;
    }

    private static void awaitQuiet(DirectoryWatch watch) throws InterruptedException {
        for (int quiet = 0; quiet < 5; ) {
            quiet = watch.await(Duration.ofMillis(40)) ? 0 : quiet + 1;
        }
    }

    /// A new checkout, the link to it, and the removal of the checkout before.
    private void move(String content) {
        try {
            Path old = Files.exists(current) ? current.toRealPath() : null;
            moveTheLink(content);
            if (old != null) {
                FileUtils.deleteDirectory(old.toFile());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void moveTheLink(String content) {
        try {
            Path checkout = Files.createDirectories(root.resolve(".worktrees/" + ++checkouts));
            Files.createDirectory(checkout.resolve("b"));
            Files.writeString(checkout.resolve(".git"), "gitdir: ../.git/worktrees/" + checkouts);
            Files.writeString(checkout.resolve("a"), content);
            Files.writeString(checkout.resolve("b/c"), content);
            Path next = root.resolve("next");
            Files.createSymbolicLink(next, root.relativize(checkout));
            Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ScanResult.Found found(Path path) {
        return (ScanResult.Found) scan(path);
    }

    private static ScanResult scan(Path path) {
        return new Sources(List.of(new Source(
                        "app", path, false, false, List.of("*"), List.of(), new Checks(List.of(), List.of()))))
                .scan();
    }
}
