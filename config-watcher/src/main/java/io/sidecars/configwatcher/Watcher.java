package io.sidecars.configwatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/// The parts at work: the loop waits for the watch, and drives the reconciler.
final class Watcher {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LAST_EXCHANGE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_STUCK = Duration.ofSeconds(30);

    private final Reconciler reconciler;
    private final Loop loop;
    private final DirectoryWatch watch;
    private final Duration stuck;
    private final ObjectMapper json = new ObjectMapper();

    private Watcher(Config config, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        this.reconciler = new Reconciler(config, vertx, Time.system(), new Random(), metrics);
        List<Path> directories = config.sources().stream().map(Source::path).toList();
        this.watch = new DirectoryWatch(FileSystems.getDefault()::newWatchService, directories);
        this.loop = new Loop("reconcile", reconciler::step, this::pause, failed);
        this.stuck = stuck(config);
        watchMode(metrics, "inotify", false);
        watchMode(metrics, "poll", true);
        Info.builder() // not a gauge of Micrometer: it would lose its suffix
                .name("config_watcher_build_info")
                .help("1, with the version of the program.")
                .labelNames("version")
                .register(metrics.getPrometheusRegistry())
                .setLabelValues(String.valueOf(ConfigWatcher.class.getPackage().getImplementationVersion()));
    }

    /// @param failed told, on the loop's thread, if the work ended by itself
    static Watcher start(Config config, Vertx vertx, PrometheusMeterRegistry metrics, Consumer<Throwable> failed) {
        Watcher watcher = new Watcher(config, vertx, metrics, failed);
        watcher.loop.start();
        return watcher;
    }

    /// Also after work: however busy the apps keep it, what is mounted is looked at.
    private void pause(boolean worked) throws InterruptedException {
        if (watch.await(worked ? Duration.ZERO : TICK)) {
            reconciler.changed();
        }
    }

    boolean live() {
        return !loop.isStuck(stuck);
    }

    String status() {
        try {
            return json.writeValueAsString(reconciler.status());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status is made of plain records", e);
        }
    }

    Control.Page page() {
        StatusText status = new StatusText(reconciler.status());
        return new Control.Page(status.text(), status.works());
    }

    void retry() {
        reconciler.retry();
    }

    /// Waits for an exchange in flight, but not for long: the next run asks the app what came of it.
    ///
    /// @return the exit code
    int stop() throws InterruptedException {
        boolean ended = loop.stop(LAST_EXCHANGE);
        if (ended) {
            watch.close();
        }
        log.atInfo().addKeyValue("inFlight", !ended).log("stopped");
        return 0;
    }

    private void watchMode(PrometheusMeterRegistry metrics, String mode, boolean polling) {
        Gauge.builder("config_watcher_watch_mode", watch, w -> w.isPolling() == polling ? 1 : 0)
                .tag("mode", mode)
                .description("1 for the way in which changes are found: inotify, or polling every 2 s.")
                .register(metrics);
    }

    /// Three times the longest call that blocks the loop.
    private static Duration stuck(Config config) {
        return config.targets().stream()
                .flatMap(target -> {
                    StatusEndpoint status = target.status();
                    Duration signal = target.signal().timeout();
                    return status == null
                            ? Stream.of(signal)
                            : Stream.of(signal, status.endpoint().timeout());
                })
                .map(timeout -> timeout.multipliedBy(3))
                .reduce(SHORTEST_STUCK, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
}
