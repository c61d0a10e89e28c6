package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.source.Directory;
import io.sidecars.configwatcher.source.Look;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole watcher in real time: inotify, the loop, HTTP.
class WatcherTest {
    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private final ObjectMapper json = new ObjectMapper();
    private Path mount;
    private Watcher watcher;

    @BeforeEach
    void start() {
        mount = temporary.resolve("mount");
        Config config = new Config(
                List.of(new Config.Source("app", mount, List.of("*"), List.of())),
                Duration.ofHours(1),
                List.of(new Config.Target(
                        "app",
                        new Config.Signal(URI.create(app.signalUrl()), Duration.ofSeconds(5)),
                        new Config.Status(
                                URI.create(app.statusUrl()),
                                JsonPointer.compile("/version"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2)))),
                new Config.Retry(Duration.ofMillis(250), Duration.ofSeconds(1)));
        watcher = Watcher.start(config, vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), problem -> {
            throw new AssertionError(problem);
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        assertThat(watcher.live()).isTrue();
        assertThat(watcher.stop()).isZero();
        app.close();
        vertx.close().await();
    }

    /// Scenario 1, in a Pod with and without an fsGroup.
    @Test
    void eachSwapIsOneSignal() throws IOException {
        for (boolean fsGroup : List.of(false, true)) {
            KubeletVolume volume = new KubeletVolume(mount, fsGroup);
            for (int i = 0; i < 5; i++) {
                int before = app.signals.size();
                volume.write(Map.of("a", fsGroup + " " + i, "same", "same"));
                awaitSync();
                assertThat(app.signals).hasSize(before + 1);
            }
            FileUtils.deleteDirectory(mount.toFile());
        }
    }

    /// Scenario 2.
    @Test
    void theLastOfTwentyQuickSwapsWins() throws IOException {
        KubeletVolume volume = new KubeletVolume(mount);
        for (int i = 0; i < 20; i++) {
            volume.write(Map.of("n", "" + i));
        }
        awaitSync();

        assertThat(app.signals).hasSizeBetween(1, 20);
        assertThat(app.versions()).doesNotHaveDuplicates().last().isEqualTo(app.running);
        assertThat(app.mostAtOnce).hasValue(1);
    }

    /// Scenario 9.
    @Test
    void aSwapWithTheSameContentsIsNoSignal() throws IOException {
        KubeletVolume volume = new KubeletVolume(mount, true);
        volume.write(Map.of("a", "1"));
        awaitSync();

        volume.write(Map.of("a", "1"));
        volume.write(Map.of("a", "2"));
        awaitSync();

        assertThat(app.signals).hasSize(2);
    }

    /// Scenario 14.
    @Test
    void aMountThatWasRemovedAndMadeAgainIsWatched() throws IOException {
        new KubeletVolume(mount).write(Map.of("a", "1"));
        awaitSync();
        FileUtils.deleteDirectory(mount.toFile());
        await().until(() ->
                json.readTree(watcher.status()).at("/mounted/message").isTextual());

        new KubeletVolume(mount).write(Map.of("a", "2"));
        awaitSync();

        assertThat(app.signals).hasSize(2);
    }

    /// Waits until the app runs what the mount holds.
    private void awaitSync() {
        Directory directory = new Directory(new Config.Source("app", mount, List.of("*"), List.of()));
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> directory.look() instanceof Look.Found found
                        && found.snapshot().version().equals(app.running)
                        && json.readTree(watcher.status())
                                .at("/targets/0/state")
                                .asText()
                                .equals("in_sync"));
    }
}
