package io.sidecars.configwatcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.sidecars.configwatcher.management.Control;
import io.sidecars.configwatcher.management.Health;
import io.sidecars.configwatcher.management.LocalRoutes;
import io.sidecars.configwatcher.management.Management;
import io.sidecars.configwatcher.management.RetryRoute;
import io.sidecars.configwatcher.program.Addresses;
import io.sidecars.configwatcher.program.ExitCode;
import io.sidecars.configwatcher.program.Termination;
import io.sidecars.configwatcher.publish.UnusableStateException;
import io.sidecars.configwatcher.status.StatusReport;
import io.sidecars.configwatcher.text.Printable;
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
import picocli.CommandLine.ParentCommand;

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
    /// Why the program could not start yet.
    private volatile @Nullable String startProblem;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // by picocli
    private Commands program;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--on-invalid",
            paramLabel = "exit|wait",
            defaultValue = "${env:WATCHER_ON_INVALID:-exit}",
            description =
                    "What to do at the start if the configuration is invalid, or the saved state cannot be read: exit, or stay "
                            + "alive and wait until it can be used (default: ${DEFAULT-VALUE}).")
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
        Termination termination = program.termination;
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("config_watcher_config_valid", this, run -> run.watcher == null ? 0 : 1)
                .description("1 while a valid configuration is in use.")
                .register(metrics);
        Gauge.builder("config_watcher_config_problem", this, run -> run.configProblem() == null ? 0 : 1)
                .description("1 while the configuration file, a schema or the saved state cannot be used.")
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
                    .log("management endpoints are listening");
            Watcher started = started(vertx, metrics, termination);
            if (started != null) {
                termination.await();
                started.stop();
            }
            return ExitCode.DONE;
        } catch (InvalidConfigException e) {
            System.err.println(e.getMessage());
            return ExitCode.INVALID;
        } catch (Management.CannotListenException | UnusableStateException e) {
            System.err.println(Printable.of(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        } finally {
            listeners.close().await();
            vertx.close().await();
        }
    }

    private void failed(Throwable problem) {
        log.atError().setCause(problem).log("reconcile loop failed, exiting so that the container is restarted");
        System.exit(ExitCode.FAILED);
    }

    /// Starts with the configuration as soon as it is valid and the saved state can be used.
    ///
    /// @return null if a signal came before that
    private @Nullable Watcher started(Vertx vertx, PrometheusMeterRegistry metrics, Termination termination)
            throws InterruptedException {
        do {
            try {
                Watcher started = Watcher.start(LoadedConfig.read(config.file()), vertx, metrics, this::failed);
                watcher = started;
                return started;
            } catch (InvalidConfigException | UnusableStateException e) {
                if (onInvalid == OnInvalid.EXIT) {
                    throw e;
                }
                waitingFor(String.valueOf(e.getMessage()));
            }
        } while (!termination.await(RETRY_CONFIG));
        return null;
    }

    private void waitingFor(String problem) {
        if (!problem.equals(startProblem)) {
            startProblem = problem;
            log.atError().addKeyValue("problem", problem).log("cannot start, trying again every second");
        }
    }

    private @Nullable String configProblem() {
        Watcher running = watcher;
        return running == null ? startProblem : running.configProblem();
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
        return running == null ? StatusReport.waiting(startProblem).json() : running.status();
    }

    @Override
    public Page page() {
        Watcher running = watcher;
        return running == null ? new Page(StatusReport.waiting(startProblem).text(), false) : running.page();
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
