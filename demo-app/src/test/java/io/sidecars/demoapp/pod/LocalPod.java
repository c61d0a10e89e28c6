package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The demo Pod as local processes, with directories as volumes and localhost as the network, and a collector next
/// to it. Processes start and stop in the order of native sidecars: log-shipper starts first and stops last.
final class LocalPod {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Programs programs;
    private final Ports ports;
    private final JsonClient client = new JsonClient();
    private final SupervisedProcess collector;
    private final SupervisedProcess logShipper;
    private final SupervisedProcess configWatcher;
    private final SupervisedProcess app;
    private final KubeletSimulator kubeletSimulator;

    /// @param repository the root of the built repository
    /// @param directory for the volumes and the output of the programs
    LocalPod(Path repository, Path directory, Ports ports) throws IOException {
        this.ports = ports;
        this.programs = new Programs(repository, directory, ports);
        Files.createDirectories(programs.logs());
        collector = programs.collector();
        logShipper = programs.logShipper();
        configWatcher = programs.configWatcher();
        app = programs.app();
        DemoConfigMap config = new DemoConfigMap(programs.config());
        config.edit("blue");
        kubeletSimulator = new KubeletSimulator(
                ports.kubeletSimulator(),
                config,
                Map.of("app", app::kill, "log-shipper", logShipper::kill, "config-watcher", configWatcher::kill));
    }

    void start() throws IOException, InterruptedException {
        start(collector, ports.collector(), "/livez");
        start(logShipper, ports.shipperPod(), "/livez");
        start(configWatcher, ports.watcherPod(), "/livez");
        start(app, ports.page(), "/readyz");
    }

    PodClient remote() {
        return new PodClient(ports);
    }

    SupervisedProcess logShipper() {
        return logShipper;
    }

    SupervisedProcess app() {
        return app;
    }

    Path directory() {
        return programs.directory();
    }

    /// The lines in the log files. Exact once the app has stopped.
    WrittenLines written() throws IOException {
        return WrittenLines.in(programs.logs());
    }

    /// Stops the Pod in the order of Kubernetes. Returns the name and exit code of each program, in that order.
    List<String> stop() throws InterruptedException {
        List<String> ended = new ArrayList<>();
        for (SupervisedProcess container : List.of(app, configWatcher, logShipper)) {
            ended.add(container.name() + " " + container.stop(GRACE));
        }
        return ended;
    }

    /// Stops every process that still runs, including the collector.
    void remove() throws InterruptedException {
        stop();
        collector.stop(GRACE);
        kubeletSimulator.close();
    }

    private void start(SupervisedProcess container, int port, String probe) throws IOException, InterruptedException {
        container.start();
        System.out.println("demo: starting " + container.name());
        client.await(container.name() + " to be up", STARTS_WITHIN, () -> client.isUp(Ports.url(port, probe)));
    }
}
