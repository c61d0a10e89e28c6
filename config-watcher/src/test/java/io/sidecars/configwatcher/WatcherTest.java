package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.sidecars.configwatcher.source.ScanResult;
import io.sidecars.configwatcher.source.Sources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
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
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Path file;
    private Path mount;
    private Sources sources;
    private Watcher watcher;

    @BeforeEach
    void start() throws IOException {
        mount = temporary.resolve("mount");
        file = temporary.resolve("config.yaml");
        configure(app, "mount");
        LoadedConfig config = LoadedConfig.read(new ConfigFile(file, Map.of(), Set.of()));
        sources = new Sources(config.config().sources());
        watcher = Watcher.start(config, vertx, metrics, problem -> {
            throw new AssertionError(problem);
        });
    }

    private void configure(TestApp app, String mount) throws IOException {
        Files.writeString(file, """
                sources: [{name: app, path: %s}]
                rehash: 1h
                retry: {max: 1s}
                targets: [{name: app, signal: {url: '%s', timeout: 5s}, status: {url: '%s', interval: 1s}}]
                """.formatted(temporary.resolve(mount), app.signalUrl(), app.statusUrl()));
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

    /// The other app must not be told while the first one still is.
    @Test
    void anotherConfigurationIsTakenOverAfterTheExchangeInFlight() throws IOException {
        try (TestApp other = new TestApp()) {
            app.inFlight = () -> {
                try {
                    configure(other, "mount");
                    await().during(Duration.ofMillis(1500)).until(() -> applied() == 0 && other.signals.isEmpty());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            };
            new KubeletVolume(mount).write(Map.of("a", "1"));

            await().until(() -> other.signals.size() == 1 && other.versions().equals(app.versions()));

            assertThat(applied()).isOne();
        }
    }

    @Test
    void anotherDirectoryIsWatched() throws IOException {
        new KubeletVolume(mount).write(Map.of("a", "1"));
        awaitSync();
        configure(app, "moved");
        await().until(() -> applied() == 1);
        KubeletVolume moved = new KubeletVolume(temporary.resolve("moved"));
        moved.write(Map.of("a", "2"));
        await().until(() -> app.signals.size() == 2);

        moved.write(Map.of("a", "3")); // the rehash comes in an hour

        await().until(() -> app.signals.size() == 3);
    }

    private double applied() {
        return metrics.get("config_watcher_config_reloads")
                .tag("result", "applied")
                .counter()
                .count();
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
