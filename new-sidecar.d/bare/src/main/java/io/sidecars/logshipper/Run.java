package io.sidecars.logshipper;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.InvalidConfigException;
import io.sidecars.logshipper.management.Control;
import io.sidecars.logshipper.management.Health;
import io.sidecars.logshipper.management.LocalRoutes;
import io.sidecars.logshipper.management.Management;
import io.sidecars.logshipper.program.Addresses;
import io.sidecars.logshipper.program.ExitCode;
import io.sidecars.logshipper.program.Loop;
import io.sidecars.logshipper.program.Termination;
import io.sidecars.logshipper.step.Step;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Starts the parts, waits for SIGTERM, stops them in order. If the configuration is invalid, it waits for a
/// valid one: a native sidecar that exits keeps the app from starting.
@Command(name = "run", description = "Work until SIGTERM.")
final class Run implements Callable<Integer>, Health, Control {
    private static final Logger log = LoggerFactory.getLogger(Run.class);
    private static final Duration RETRY_CONFIG = Duration.ofSeconds(1);
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Duration LAST_STEP = Duration.ofSeconds(5);

    private volatile @Nullable Step step;
    private volatile @Nullable Loop loop;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:SHIPPER_CONFIG:-/etc/log-shipper/config.yaml}",
            description = "The YAML configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("");

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
        Termination termination = Termination.install();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("log_shipper_config_valid", this, run -> run.ready() ? 1 : 0)
                .description("1 while a valid configuration is in use.")
                .register(metrics);
        Vertx vertx = Vertx.vertx();
        try {
            Management.start(vertx, podAddress, localAddress, this, metrics, new LocalRoutes(this));
            log.atInfo().addKeyValue("pod", podAddress).addKeyValue("local", localAddress).log("listening");
            Config valid = validConfig(termination);
            return valid == null ? ExitCode.DONE : work(new Step(valid, metrics), valid.interval(), termination);
        } catch (Management.CannotListenException e) {
            System.err.println(e.getMessage());
            return ExitCode.FAILED;
        } finally {
            vertx.close().await();
        }
    }

    private int work(Step started, Duration interval, Termination termination) throws InterruptedException {
        Loop steps = new Loop("step", started::step, () -> interval, this::failed);
        step = started;
        loop = steps;
        steps.start();
        termination.await();
        return steps.stop(LAST_STEP) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void failed(Throwable problem) {
        log.atError().setCause(problem).log("step failed, exiting so that the kubelet restarts the container");
        System.exit(ExitCode.FAILED);
    }

    /// @return null if SIGTERM arrived before the configuration was valid
    private @Nullable Config validConfig(Termination termination) throws InterruptedException {
        String reported = "";
        do {
            try {
                return Config.read(config, System.getenv());
            } catch (InvalidConfigException e) {
                if (!reported.equals(e.getMessage())) {
                    reported = String.valueOf(e.getMessage());
                    log.atError().addKeyValue("problem", reported).log("configuration is invalid, waiting");
                }
            }
        } while (!termination.await(RETRY_CONFIG));
        return null;
    }

    @Override
    public boolean live() {
        Loop running = loop;
        return running == null || !running.isStuck(STUCK);
    }

    @Override
    public boolean ready() {
        return step != null;
    }

    @Override
    public String status() {
        return "{\"works\":" + page().works() + "}";
    }

    @Override
    public Page page() {
        Step running = step;
        return running == null
                ? new Page("no configuration is in use\n", false)
                : new Page(running.status() + "\n", running.works());
    }
}
