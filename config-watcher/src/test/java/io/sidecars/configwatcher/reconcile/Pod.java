package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// One mount, one watcher and its apps, driven step by step. The test lets time pass. Every back-off delay is the
/// longest possible one.
final class Pod {
    final FakeTime time = new FakeTime();
    MeterRegistry metrics = new SimpleMeterRegistry();
    private Config config;
    private final Vertx vertx;
    private final KubeletVolume volume;
    private Reconciler reconciler;

    Pod(Path mount, Vertx vertx, String... targets) {
        this(mount, vertx, "sources: [{name: app, path: " + mount + "}]", targets);
    }

    /// @param settings everything but the targets
    Pod(Path mount, Vertx vertx, String settings, String[] targets) {
        this.config = config(settings, targets);
        this.vertx = vertx;
        this.volume = new KubeletVolume(mount);
        this.reconciler = newReconciler();
    }

    static String withStatus(String name, TestApp app) {
        return withStatus(name, app, "10s");
    }

    /// @param timeout of real time: shorter than the default only for an app that hangs
    static String withStatus(String name, TestApp app, String timeout) {
        return "{name: %1$s, signal: {url: '%2$s', timeout: %4$s}, status: {url: '%3$s', timeout: %4$s}}"
                .formatted(name, app.signalUrl(), app.statusUrl(), timeout);
    }

    static String withoutStatus(String name, TestApp app) {
        return withoutStatus(name, app, "10s");
    }

    /// @param timeout as above
    static String withoutStatus(String name, TestApp app, String timeout) {
        return "{name: %s, signal: {url: '%s', timeout: %s}}".formatted(name, app.signalUrl(), timeout);
    }

    /// Swaps the mount and lets the watcher do everything that is due.
    void mount(Map<String, String> payload) {
        volume.write(payload);
        settle();
    }

    void mountUnseen(Map<String, String> payload) {
        volume.write(payload);
    }

    /// For `inFlight`: swaps the mount, and the watcher looks at it in its next step.
    void swapAndWake(Map<String, String> payload) {
        volume.write(payload);
        reconciler.sourcesMayHaveChanged();
    }

    /// A wake-up, and every step that follows from it.
    void settle() {
        reconciler.sourcesMayHaveChanged();
        stepWhileBusy();
    }

    /// Lets time pass and steps as the loop does, but without waiting.
    void pass(Duration duration) {
        Duration tick = Duration.ofMillis(100);
        for (Duration left = duration; left.isPositive(); left = left.minus(tick)) {
            time.pass(tick);
            stepWhileBusy();
        }
    }

    /// Does what the command `retry` does.
    void retry() {
        reconciler.retry();
        stepWhileBusy();
    }

    void restartTheWatcher() {
        reconciler = newReconciler();
        settle();
    }

    /// The configuration of the watcher changes.
    void reload(String settings, String... targets) {
        reconciler.reload(config(settings, targets));
        config = config(settings, targets);
        stepWhileBusy();
    }

    private static Config config(String settings, String... targets) {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse(settings + "\ntargets: [" + String.join(", ", targets) + "]\n");
    }

    StatusSnapshot status() {
        return reconciler.status();
    }

    StatusSnapshot.TargetStatus target(int index) {
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
