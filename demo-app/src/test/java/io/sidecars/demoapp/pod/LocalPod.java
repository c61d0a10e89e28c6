package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The demo Pod as local processes: directories for volumes, localhost for the network, and a collector beside it.
/// Starts and stops in the order of native sidecars: the log-shipper first and last.
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

    /// @param repository where the modules were built
    /// @param directory for the volumes and what the programs print
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

    /// For when the app has stopped.
    WrittenLines written() throws IOException {
        return WrittenLines.in(programs.logs());
    }

    /// Stops the Pod as Kubernetes does. Returns name and exit code of each program, in the order in which they ended.
    List<String> stop() throws InterruptedException {
        List<String> ended = new ArrayList<>();
        for (SupervisedProcess container : List.of(app, configWatcher, logShipper)) {
            ended.add(container.name() + " " + container.stop(GRACE));
        }
        return ended;
    }

    /// Stops whatever still runs, and the collector.
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
