package io.sidecars.configwatcher.reconcile;

import com.fasterxml.jackson.core.JsonPointer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.config.Config;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One mount, one watcher, and its apps, step by step, in a time that the test lets pass. The back-off is without
/// luck: every delay is the longest possible one.
final class Pod {
    final FakeTime time = new FakeTime();
    MeterRegistry metrics = new SimpleMeterRegistry();
    private final Config config;
    private final Vertx vertx;
    private final KubeletVolume volume;
    private Reconciler reconciler;

    Pod(Path mount, Vertx vertx, Config.Target... targets) {
        this.config = new Config(
                List.of(new Config.Source("app", mount, List.of("*"), List.of())),
                Duration.ofSeconds(30),
                List.of(targets),
                new Config.Retry(Duration.ofMillis(250), Duration.ofSeconds(30)));
        this.vertx = vertx;
        this.volume = new KubeletVolume(mount);
        this.reconciler = newReconciler();
    }

    static Config.Target withStatus(String name, TestApp app) {
        return target(name, app, URI.create(app.statusUrl()));
    }

    static Config.Target withoutStatus(String name, TestApp app) {
        return target(name, app, null);
    }

    private static Config.Target target(String name, TestApp app, @Nullable URI status) {
        return new Config.Target(
                name,
                new Config.Signal(URI.create(app.signalUrl()), Duration.ofSeconds(2)),
                new Config.Status(
                        status, JsonPointer.compile("/version"), Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    /// Swaps the mount and lets the watcher do what is due at once.
    void mount(Map<String, String> payload) {
        volume.write(payload);
        settle();
    }

    void mountUnseen(Map<String, String> payload) {
        volume.write(payload);
    }

    /// A wake-up, and every step that follows from it.
    void settle() {
        reconciler.changed();
        stepWhileBusy();
    }

    /// As the loop does, but without waiting.
    void pass(Duration duration) {
        Duration tick = Duration.ofMillis(100);
        for (Duration left = duration; left.isPositive(); left = left.minus(tick)) {
            time.pass(tick);
            stepWhileBusy();
        }
    }

    void restartTheWatcher() {
        reconciler = newReconciler();
        settle();
    }

    Status status() {
        return reconciler.status();
    }

    Status.Target target(int index) {
        return status().targets().get(index);
    }

    String mounted() {
        return String.valueOf(status().mounted().version());
    }

    private Reconciler newReconciler() {
        metrics = new SimpleMeterRegistry();
        return new Reconciler(config, vertx, time, () -> -1L, metrics);
    }

    private void stepWhileBusy() {
        for (int i = 0; reconciler.step(); i++) {
            if (i == 100) {
                throw new AssertionError("the watcher never comes to rest: " + status());
            }
        }
    }
}
