package io.sidecars.demoapp;

import ch.qos.logback.core.util.FileSize;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.web.PeerAddresses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo-app",
        description =
                "A small shop that switches its database when its mounted configuration changes, without a restart.",
        mixinStandardHelpOptions = true,
        versionProvider = DemoApp.Version.class,
        showDefaultValues = true,
        sortOptions = false,
        subcommands = CollectorCommand.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:stopped by a signal", "1:could not start or stop", "2:wrong usage", "3:crashed on request"})
final class DemoApp implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(DemoApp.class);
    /// How long a query waits for a connection. Shorter than the page waits for news.
    static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    @Option(
            names = "--config-dir",
            defaultValue = "${env:DEMO_CONFIG_DIR:-/config}",
            description = "where the configuration is mounted")
    private Path configDirectory = Path.of("/config");

    @Option(names = "--log-dir", defaultValue = "${env:DEMO_LOG_DIR:-/logs}", description = "where app.log is written")
    private Path logDirectory = Path.of("/logs");

    @Option(names = "--page", defaultValue = "${env:DEMO_PAGE:-0.0.0.0:8080}", description = "address of the page")
    private Address page = new Address("0.0.0.0", 8080);

    @Option(
            names = "--admin",
            defaultValue = "${env:DEMO_ADMIN:-127.0.0.1:8081}",
            description = "loopback address of the admin endpoints",
            converter = Converters.Loopback.class)
    private Address admin = new Address("127.0.0.1", 8081);

    @Option(
            names = "--log-rate",
            defaultValue = "${env:DEMO_LOG_RATE:-10}",
            description = "orders per second, each of which writes a log line; 0 for none")
    private int logRate;

    @Option(
            names = "--log-file-size",
            defaultValue = "${env:DEMO_LOG_FILE_SIZE:-1MB}",
            description = "size at which the log file is rotated")
    private FileSize logFileSize = new FileSize(0);

    @Option(
            names = "--log-files",
            defaultValue = "${env:DEMO_LOG_FILES:-10}",
            description = "number of rotated log files to keep, at most 20")
    private int logFiles;

    @Option(
            names = "--watcher-status",
            defaultValue = "${env:DEMO_WATCHER_STATUS:-http://127.0.0.1:9412/status}",
            description = "status URL of config-watcher")
    private URI watcherStatus = URI.create("");

    @Option(
            names = "--collector",
            defaultValue = "${env:DEMO_COLLECTOR:-http://127.0.0.1:8090}",
            description = "base URL of the collector")
    private URI collector = URI.create("");

    @Option(
            names = "--shipper-status",
            defaultValue = "${env:DEMO_SHIPPER_STATUS:-http://127.0.0.1:9402/status}",
            description = "status URL of log-shipper")
    private URI shipperStatus = URI.create("");

    @Option(
            names = "--controls",
            defaultValue = "${env:DEMO_CONTROLS:-false}",
            fallbackValue = "true",
            arity = "0..1",
            description = "enables the page's buttons, which break things on purpose")
    private boolean controls;

    @Option(
            names = "--allowed-host",
            split = ",",
            defaultValue = "${env:DEMO_ALLOWED_HOST:-localhost}",
            description = "further host names under which the buttons work, separated by commas")
    private Set<String> allowedHosts = Set.of();

    @Option(
            names = "--collector-control",
            defaultValue = "${env:DEMO_COLLECTOR_CONTROL_URL:-http://127.0.0.1:8091}",
            description = "base URL of the collector's failure switch")
    private URI collectorControl = URI.create("");

    @Option(
            names = "--kubelet-simulator",
            defaultValue = "${env:DEMO_KUBELET_SIMULATOR:-none}",
            converter = Converters.HttpUrlOrNone.class,
            description = "base URL of the program that edits the configuration when a button is pressed")
    private Converters.OptionalUrl kubeletSimulator = new Converters.OptionalUrl(null);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DemoApp())
                .registerConverter(Address.class, new Converters.AnyAddress())
                .registerConverter(FileSize.class, new Converters.Size())
                .registerConverter(URI.class, new Converters.HttpUrl())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (!(e instanceof IOException)) {
                        throw e;
                    }
                    log.atError().addKeyValue("reason", e.getMessage()).log("cannot start");
                    return 1;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Shutdown.onSignal(Shop.open(settings()));
    }

    private Shop.Settings settings() {
        if (logRate < 0 || logRate > 100_000) {
            throw new ParameterException(spec.commandLine(), "--log-rate must be 0 to 100000, but is " + logRate);
        }
        try {
            RotatingFile.Limits limits = new RotatingFile.Limits(logFileSize.getSize(), logFiles);
            PeerAddresses peers = new PeerAddresses(
                    watcherStatus, shipperStatus, collector, collectorControl, kubeletSimulator.url());
            Shop.Buttons buttons = new Shop.Buttons(controls, allowedHosts);
            return new Shop.Settings(
                    configDirectory, logDirectory, page, admin, CONNECTION_TIMEOUT, logRate, limits, peers, buttons);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// The version in the manifest of the jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"demo-app " + DemoApp.class.getPackage().getImplementationVersion()};
        }
    }
}
