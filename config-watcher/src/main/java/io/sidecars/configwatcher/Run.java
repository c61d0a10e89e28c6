package io.sidecars.configwatcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.management.Control;
import io.sidecars.configwatcher.management.Health;
import io.sidecars.configwatcher.management.LocalRoutes;
import io.sidecars.configwatcher.management.Management;
import io.sidecars.configwatcher.management.RetryRoute;
import io.sidecars.configwatcher.program.Addresses;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.program.Termination;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Starts the parts, waits for SIGTERM, and stops the parts in order.
@Command(name = "run", description = "Watch the sources and signal the apps until SIGTERM.")
final class Run implements Callable<Integer>, Health, Control {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    private static final Duration RETRY_CONFIG = Duration.ofSeconds(1);

    enum OnInvalid {
        EXIT,
        WAIT
    }

    private volatile @Nullable Watcher watcher;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--on-invalid",
            paramLabel = "exit|wait",
            defaultValue = "${env:WATCHER_ON_INVALID:-exit}",
            description =
                    "What to do while the configuration is invalid: exit, or stay alive and read it again until it is valid "
                            + "(default: ${DEFAULT-VALUE}).")
    private OnInvalid onInvalid = OnInvalid.EXIT;

    @Option(
            names = "--pod-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:WATCHER_POD_ADDRESS:-0.0.0.0:9411}",
            converter = Addresses.Any.class,
            description = "Serves /livez, /readyz and /metrics (default: ${DEFAULT-VALUE}).")
    private SocketAddress podAddress = SocketAddress.inetSocketAddress(0, "0.0.0.0");

    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:WATCHER_LOCAL_ADDRESS:-127.0.0.1:9412}",
            converter = Addresses.Loopback.class,
            description = "Serves /status and /retry; a loopback address (default: ${DEFAULT-VALUE}).")
    private SocketAddress localAddress = SocketAddress.inetSocketAddress(0, "127.0.0.1");

    @Override
    public Integer call() throws InterruptedException {
        Termination termination = new Termination();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("config_watcher_config_valid", this, run -> run.watcher == null ? 0 : 1)
                .description("1 while a valid configuration is in use.")
                .register(metrics);
        Vertx vertx = vertx();
        Vertx listeners = vertx(); // an event loop of its own: a client that keeps it busy delays nothing else
        try {
            Management management = Management.start(
                    listeners,
                    podAddress,
                    localAddress,
                    this,
                    metrics,
                    RetryRoute.addTo(new LocalRoutes(this), this::retry));
            log.atInfo()
                    .addKeyValue("podPort", management.podPort())
                    .addKeyValue("localPort", management.localPort())
                    .log("listening");
            Config valid = validConfig(termination);
            return valid == null ? ExitCode.DONE : watch(valid, vertx, metrics, termination);
        } catch (InvalidConfigException e) {
            System.err.println(e.getMessage());
            return ExitCode.INVALID;
        } catch (Management.CannotListenException e) {
            System.err.println(e.getMessage());
            return ExitCode.FAILED;
        } finally {
            listeners.close().await();
            vertx.close().await();
        }
    }

    private int watch(Config valid, Vertx vertx, PrometheusMeterRegistry metrics, Termination termination)
            throws InterruptedException {
        Watcher started = Watcher.start(valid, vertx, metrics, this::failed);
        watcher = started;
        termination.await();
        started.stop();
        return ExitCode.DONE;
    }

    private void failed(Throwable problem) {
        log.atError().setCause(problem).log("reconcile loop failed, exiting so that the container is restarted");
        System.exit(ExitCode.FAILED);
    }

    /// Null if termination was requested before the configuration became valid.
    private @Nullable Config validConfig(Termination termination) throws InterruptedException {
        ConfigFile file = config.file();
        String reported = "";
        do {
            try {
                return file.read();
            } catch (InvalidConfigException e) {
                if (onInvalid == OnInvalid.EXIT) {
                    throw e;
                }
                if (!reported.equals(e.getMessage())) {
                    reported = String.valueOf(e.getMessage());
                    log.atError()
                            .addKeyValue("problem", reported)
                            .log("configuration is invalid, waiting for a valid one");
                }
            }
        } while (!termination.await(RETRY_CONFIG));
        return null;
    }

    @Override
    public boolean live() {
        Watcher running = watcher;
        return running == null || running.live();
    }

    @Override
    public boolean ready() {
        return watcher != null;
    }

    @Override
    public String status() {
        Watcher running = watcher;
        return running == null ? "{\"mounted\":{},\"published\":null,\"targets\":[],\"history\":[]}" : running.status();
    }

    @Override
    public Page page() {
        Watcher running = watcher;
        return running == null ? new Page("no configuration is in use yet\n", false) : running.page();
    }

    private boolean retry() {
        Watcher running = watcher;
        if (running != null) {
            running.retry();
        }
        return running != null;
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }
}
