package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.ScanResult;
import io.sidecars.configwatcher.source.Sources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private Sources sources;
    private Watcher watcher;

    @BeforeEach
    void start() {
        mount = temporary.resolve("mount");
        Config config = new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse("""
                sources: [{name: app, path: %s}]
                rehash: 1h
                retry: {most: 1s}
                targets: [{name: app, signal: {url: '%s', timeout: 5s}, status: {url: '%s', interval: 1s}}]
                """.formatted(mount, app.signalUrl(), app.statusUrl()));
        sources = new Sources(config.sources());
        watcher = Watcher.start(config, vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), problem -> {
            throw new AssertionError(problem);
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        assertThat(watcher.live()).isTrue();
        watcher.stop();
        app.close();
        vertx.close().await();
    }

    /// In a Pod with and without an fsGroup.
    @Test
    void eachSwapSendsOneSignal() throws IOException {
        for (boolean fsGroup : List.of(false, true)) {
            KubeletVolume volume = new KubeletVolume(mount, fsGroup);
            for (int i = 0; i < 5; i++) {
                int before = app.signals.size();
                volume.write(Map.of("a", fsGroup + " " + i, "same", "same"));
                awaitSync();
                assertThat(app.signals).hasSize(before + 1);
            }
            volume.unmount();
        }
    }

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

    @Test
    void aSwapWithTheSameContentsSendsNoSignal() throws IOException {
        KubeletVolume volume = new KubeletVolume(mount, true);
        volume.write(Map.of("a", "1"));
        awaitSync();

        volume.write(Map.of("a", "1"));
        volume.write(Map.of("a", "2"));
        awaitSync();

        assertThat(app.signals).hasSize(2);
    }

    @Test
    void aMountThatWasRemovedAndRecreatedIsWatched() throws IOException {
        KubeletVolume volume = new KubeletVolume(mount);
        volume.write(Map.of("a", "1"));
        awaitSync();
        volume.unmount();
        await().until(() ->
                json.readTree(watcher.status()).at("/mounted/message").isTextual());

        volume.write(Map.of("a", "2"));
        awaitSync();

        assertThat(app.signals).hasSize(2);
    }

    /// Waits until the app runs what the mount holds.
    private void awaitSync() {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> sources.scan() instanceof ScanResult.Found found
                        && found.content().version().equals(app.running)
                        && json.readTree(watcher.status())
                                .at("/targets/0/state")
                                .asText()
                                .equals("in_sync"));
    }
}
