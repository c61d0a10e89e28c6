package io.sidecars.configwatcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.management.Control;
import io.sidecars.configwatcher.program.Loop;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running watcher: its loop steps the reconciler and, between steps, waits for a change in the sources.
final class Watcher {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    /// How long [#stop] waits for a request in flight.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST_STUCK_LIMIT = Duration.ofSeconds(30);

    private final Reconciler reconciler;
    private final Loop loop;
    private final DirectoryWatch watch;
    private final Duration stuckLimit;

    private Watcher(Config config, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        this.reconciler = new Reconciler(config, vertx, Time.system(), new Random(), metrics);
        List<Path> directories = config.sources().stream().map(Source::path).toList();
        this.watch = new DirectoryWatch(FileSystems.getDefault()::newWatchService, directories);
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
    static Watcher start(Config config, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        Watcher watcher = new Watcher(config, vertx, metrics, failed);
        watcher.loop.start();
        return watcher;
    }

    /// Asks for events after every step, so that a busy reconciler still notices changes of the sources.
    private boolean step() throws InterruptedException {
        boolean worked = reconciler.step();
        if (watch.await(worked ? Duration.ZERO : LONGEST_PAUSE)) {
            reconciler.changed();
        }
        return true;
    }

    boolean live() {
        return !loop.isStuck(stuckLimit);
    }

    String status() {
        return new StatusReport(reconciler.status()).json();
    }

    Control.Page page() {
        StatusReport report = new StatusReport(reconciler.status());
        return new Control.Page(report.text(), report.isHealthy());
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
        Gauge.builder("config_watcher_watch_mode", watch, w -> w.isPolling() == polling ? 1 : 0)
                .tag("mode", mode)
                .description("1 for the way in which changes are detected: inotify, or polling every 2 s.")
                .register(metrics);
    }

    /// Three times the longest timeout of a request, because requests block the loop.
    private static Duration stuckLimit(Config config) {
        return config.targets().stream()
                .flatMap(target -> {
                    StatusEndpoint status = target.status();
                    Duration signal = target.signal().timeout();
                    return status == null
                            ? Stream.of(signal)
                            : Stream.of(signal, status.endpoint().timeout());
                })
                .map(timeout -> timeout.multipliedBy(3))
                .reduce(SHORTEST_STUCK_LIMIT, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
}
