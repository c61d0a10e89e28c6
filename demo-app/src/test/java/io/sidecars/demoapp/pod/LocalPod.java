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
    private final Client client = new Client();
    private final Container collector;
    private final Container logShipper;
    private final Container configWatcher;
    private final Container app;
    private final Conductor conductor;

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
        ConfigMap config = new ConfigMap(programs.config());
        config.edit("blue");
        conductor = new Conductor(
                ports.conductor(),
                config,
                Map.of("app", app::kill, "log-shipper", logShipper::kill, "config-watcher", configWatcher::kill));
    }

    void start() throws IOException, InterruptedException {
        start(collector, ports.collector(), "/livez");
        start(logShipper, ports.shipperPod(), "/livez");
        start(configWatcher, ports.watcherPod(), "/livez");
        start(app, ports.page(), "/readyz");
    }

    Remote remote() {
        return new Remote(ports);
    }

    Container logShipper() {
        return logShipper;
    }

    Container app() {
        return app;
    }

    Path directory() {
        return programs.directory();
    }

    /// For when the app has stopped.
    Written written() throws IOException {
        return Written.in(programs.logs());
    }

    /// Stops the Pod as Kubernetes does. Returns name and exit code of each program, in the order in which they ended.
    List<String> stop() throws InterruptedException {
        List<String> ended = new ArrayList<>();
        for (Container container : List.of(app, configWatcher, logShipper)) {
            ended.add(container.name() + " " + container.stop(GRACE));
        }
        return ended;
    }

    /// Stops whatever still runs, and the collector.
    void remove() throws InterruptedException {
        stop();
        collector.stop(GRACE);
        conductor.close();
    }

    private void start(Container container, int port, String probe) throws IOException, InterruptedException {
        container.start();
        System.out.println("demo: starting " + container.name());
        client.await(container.name() + " to be up", STARTS_WITHIN, () -> client.isUp(Ports.url(port, probe)));
    }
}
