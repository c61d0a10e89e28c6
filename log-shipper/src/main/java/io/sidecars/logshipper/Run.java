package io.sidecars.logshipper;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.checkpoint.StateLock;
import io.sidecars.logshipper.checkpoint.UnusableStateException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.management.Control;
import io.sidecars.logshipper.management.DeadLetterRoutes;
import io.sidecars.logshipper.management.DeadLetterRoutes.DeadLetterControl;
import io.sidecars.logshipper.management.Health;
import io.sidecars.logshipper.management.LocalRoutes;
import io.sidecars.logshipper.management.Management;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.program.Addresses;
import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.program.Termination;
import io.sidecars.logshipper.program.Version;
import io.sidecars.logshipper.status.StatusReport;
import io.sidecars.logshipper.status.StatusTable;
import io.sidecars.logshipper.text.Printable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// Starts the parts, waits for SIGTERM, and stops them in order.
@Command(name = "run", description = "Deliver log files until SIGTERM, then drain.")
final class Run implements Callable<Integer>, Health, Control, DeadLetterControl {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    static final Set<String> VARIABLES =
            Set.of("SHIPPER_CONFIG", "SHIPPER_ON_INVALID", "SHIPPER_POD_ADDRESS", "SHIPPER_LOCAL_ADDRESS");
    private static final Duration CONFIG_POLL = Duration.ofSeconds(1);
    private static final Duration REPLACE_POLL = Duration.ofMillis(50);

    enum OnInvalid {
        EXIT,
        WAIT
    }

    private volatile @Nullable Shipper shipper;
    private volatile @Nullable Reload reloading;
    private volatile @Nullable String configProblem;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // by picocli
    private Commands program;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

    @Option(
            names = "--on-invalid",
            paramLabel = "exit|wait",
            defaultValue = "${env:SHIPPER_ON_INVALID:-exit}",
            description =
                    "What to do at the start if the configuration is invalid, or the saved state cannot be read: exit,"
                            + " or wait until it can be used.")
    private OnInvalid onInvalid = OnInvalid.EXIT;

    @Option(
            names = "--pod-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SHIPPER_POD_ADDRESS:-0.0.0.0:9401}",
            converter = Addresses.Any.class,
            description = "Serves /livez, /readyz and /metrics (default: ${DEFAULT-VALUE}).")
    private SocketAddress podAddress = SocketAddress.inetSocketAddress(0, "0.0.0.0");

    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SHIPPER_LOCAL_ADDRESS:-127.0.0.1:9402}",
            converter = Addresses.Loopback.class,
            description = "Serves /status; a loopback address (default: ${DEFAULT-VALUE}).")
    private SocketAddress localAddress = SocketAddress.inetSocketAddress(0, "127.0.0.1");

    @Override
    public Integer call() throws InterruptedException {
        Termination termination = program.termination;
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("log_shipper_config_valid", this, run -> run.shipper == null ? 0 : 1)
                .description("1 while a valid configuration is in use.")
                .register(metrics);
        Gauge.builder("log_shipper_build", () -> 1)
                .description("Always 1; the label says which version this is.")
                .tag("version", Version.current())
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
                    DeadLetterRoutes.addTo(new LocalRoutes(this), listeners, this));
            log.atInfo()
                    .addKeyValue("podPort", management.podPort())
                    .addKeyValue("localPort", management.localPort())
                    .log("management endpoints are listening");
            return ship(started(vertx, metrics, termination), termination);
        } catch (InvalidConfigException e) {
            System.err.println(Printable.of(String.valueOf(e.getMessage())));
            return ExitCode.INVALID;
        } catch (Management.CannotListenException | StateLock.InUseException | UnusableStateException e) {
            System.err.println(Printable.of(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        } catch (DamagedCheckpointException e) {
            System.err.println(
                    Printable.of("checkpoint cannot be read, and state.onDamage is fail: " + e.getMessage()));
            return ExitCode.FAILED;
        } finally {
            listeners.close().await();
            vertx.close().await();
        }
    }

    private int ship(Reload reload, Termination termination) throws InterruptedException {
        Shipper started = requireNonNull(shipper);
        while (!termination.await(reload.step() ? CONFIG_POLL : REPLACE_POLL)) {
            if (started.isExitDue()) {
                log.atInfo().log("exitWhen is met, log-shipper drains and exits");
                break;
            }
        }
        return started.stop(termination::isHurried);
    }

    private ConfigFile file() {
        return new ConfigFile(config, System.getenv(), VARIABLES);
    }

    private void failed(Throwable problem) {
        log.atError().setCause(problem).log("log-shipper failed and exits; a restart continues at the checkpoint");
        System.exit(ExitCode.FAILED);
    }

    /// Starts with the configuration as soon as it is valid and the saved state can be used. A signal that has come
    /// before does not prevent that: what the app has logged by then is delivered.
    private Reload started(Vertx vertx, PrometheusMeterRegistry metrics, Termination termination)
            throws InterruptedException, StateLock.InUseException, DamagedCheckpointException {
        while (true) {
            try {
                String text = file().text();
                Config valid = file().parse(text);
                Shipper started = Shipper.start(valid, vertx, metrics, this::failed);
                Reload reload = new Reload(file(), text, valid, started, metrics);
                reloading = reload;
                shipper = started;
                return reload;
            } catch (InvalidConfigException | UnusableStateException e) {
                if (onInvalid == OnInvalid.EXIT) {
                    throw e;
                }
                waitingFor(String.valueOf(e.getMessage()));
                if (termination.await(CONFIG_POLL)) {
                    throw e; // nothing was delivered, so this is no success
                }
            }
        }
    }

    private void waitingFor(String problem) {
        if (!problem.equals(configProblem)) {
            configProblem = problem;
            log.atError().addKeyValue("problem", problem).log("cannot start, trying again every second");
        }
    }

    @Override
    public boolean live() {
        Shipper running = shipper;
        return running == null || running.live();
    }

    @Override
    public boolean ready() {
        return shipper != null;
    }

    @Override
    public String status() {
        return report().json();
    }

    @Override
    public Page page() {
        StatusReport report = report();
        return new Page(StatusTable.of(report), report.isHealthy());
    }

    private StatusReport report() {
        Shipper running = shipper;
        Reload reload = reloading;
        return running == null
                ? StatusReport.waiting(configProblem)
                : StatusReport.of(reload == null ? null : reload.problem(), running.status());
    }

    @Override
    public List<Path> deadLetters(@Nullable String output) {
        Shipper running = shipper;
        return running == null ? List.of() : running.deadLetters(output);
    }

    @Override
    public Map<String, Integer> replay(@Nullable String output) {
        Shipper running = shipper;
        return running == null ? Map.of() : running.replay(output);
    }

    @Override
    public List<PipelineStatus> outputs() {
        return report().outputs();
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setAddressResolverOptions(new AddressResolverOptions().setCacheMaxTimeToLive(60))
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }
}
