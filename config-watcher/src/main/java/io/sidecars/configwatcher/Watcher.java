package io.sidecars.configwatcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.sidecars.configwatcher.config.CommandConfig;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.config.Status;
import io.sidecars.configwatcher.management.Control;
import io.sidecars.configwatcher.program.Loop;
import io.sidecars.configwatcher.publish.UnusableStateException;
import io.sidecars.configwatcher.reconcile.Reconciler;
import io.sidecars.configwatcher.reconcile.Time;
import io.sidecars.configwatcher.source.DirectoryWatch;
import io.sidecars.configwatcher.status.StatusReport;
import io.vertx.core.Vertx;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running watcher: its loop steps the reconciler and, between steps, waits for a change in the sources, and
/// once a second looks at the configuration. So a configuration is never taken over during an exchange or another
/// reload.
final class Watcher {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    /// How long [#stop] waits for a request in flight.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST_STUCK_LIMIT = Duration.ofSeconds(30);

    private static final long RELOAD_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Reconciler reconciler;
    private final Loop loop;
    private final Reload reload;
    private volatile DirectoryWatch watch;
    private List<Path> directories;
    private volatile Duration stuckLimit;
    private long nextReload = System.nanoTime();

    private Watcher(LoadedConfig loaded, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        Config config = loaded.config();
        this.reconciler = new Reconciler(config, vertx, Time.system(), new Random(), metrics);
        this.reload = new Reload(loaded, this::reload, metrics);
        this.directories = directories(config);
        this.watch = watch(directories);
        this.loop = new Loop("reconcile", this::step, () -> Duration.ZERO, failed);
        this.stuckLimit = stuckLimit(config);
        watchMode(metrics, "inotify", false);
        watchMode(metrics, "poll", true);
        Info.builder() // not a Micrometer gauge, which would lose the suffix _info
                .name("config_watcher_build_info")
                .help("1, labelled with the version of config-watcher.")
                .labelNames("version")
                .register(metrics.getPrometheusRegistry())
                .setLabelValues(String.valueOf(ConfigWatcher.class.getPackage().getImplementationVersion()));
    }

    /// @param failed called on the loop's thread if a step throws; the loop has then ended
    /// @throws InvalidConfigException with one sentence if the configuration cannot be used; nothing has started
    ///     then
    /// @throws UnusableStateException the same for the saved state
    static Watcher start(
            LoadedConfig config, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        Watcher watcher = new Watcher(config, vertx, metrics, failed);
        watcher.loop.start();
        return watcher;
    }

    /// Asks for events after every step, so that a busy reconciler still notices changes of the sources.
    private boolean step() throws InterruptedException {
        if (System.nanoTime() - nextReload >= 0) {
            nextReload = System.nanoTime() + RELOAD_INTERVAL;
            reload.step();
        }
        boolean worked = reconciler.step();
        if (watch.await(worked ? Duration.ZERO : LONGEST_PAUSE)) {
            reconciler.sourcesMayHaveChanged();
        }
        return true;
    }

    /// Takes over another configuration, or throws and changes nothing.
    private void reload(Config next) {
        reconciler.reload(next);
        stuckLimit = stuckLimit(next);
        if (!directories(next).equals(directories)) {
            DirectoryWatch before = watch;
            directories = directories(next);
            watch = watch(directories);
            before.close();
        }
    }

    private static List<Path> directories(Config config) {
        return config.sources().stream().map(Source::path).toList();
    }

    private static DirectoryWatch watch(List<Path> directories) {
        return new DirectoryWatch(FileSystems.getDefault()::newWatchService, directories);
    }

    boolean live() {
        return !loop.isStuck(stuckLimit);
    }

    String status() {
        return report().json();
    }

    Control.Page page() {
        StatusReport report = report();
        return new Control.Page(report.text(), report.isHealthy());
    }

    private StatusReport report() {
        return new StatusReport(reload.problem(), reconciler.status());
    }

    /// Why the present configuration file or a schema is not in use; null if all are.
    @Nullable
    String configProblem() {
        return reload.problem();
    }

    void retry() {
        reconciler.retry();
    }

    /// Waits for a request in flight, but only briefly: the next run asks the app which version it runs.
    void stop() throws InterruptedException {
        boolean ended = loop.stop(STOP_TIMEOUT);
        if (ended) {
            watch.close();
        }
        log.atInfo().addKeyValue("requestInFlight", !ended).log("config-watcher stopped");
    }

    private void watchMode(PrometheusMeterRegistry metrics, String mode, boolean polling) {
        Gauge.builder("config_watcher_watch_mode", this, w -> w.watch.isPolling() == polling ? 1 : 0)
                .tag("mode", mode)
                .description("1 for the way in which changes are detected: inotify, or polling every 2 s.")
                .register(metrics);
    }

    /// Three times the longest timeout of a request, because requests block the loop.
    private static Duration stuckLimit(Config config) {
        return config.targets().stream()
                .flatMap(target -> {
                    Status status = target.status();
                    CommandConfig check = target.check();
                    Duration signal = target.signal().timeout();
                    return Stream.of(
                            check == null ? signal : signal.plus(check.timeout()),
                            status == null ? Duration.ZERO : status.timeout());
                })
                .map(timeout -> timeout.multipliedBy(3))
                .reduce(SHORTEST_STUCK_LIMIT, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
}
