package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.config.KubeletVolume;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The demo Pod as local processes: directories for volumes, localhost for the network, and a collector beside it.
/// Starts and stops in the order of native sidecars: the log-shipper first and last.
final class LocalPod {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(30);

    /// The ports that the programs listen on.
    record Ports(
            int page,
            int admin,
            int collector,
            int collectorControl,
            int shipperPod,
            int shipperLocal,
            int watcherPod,
            int watcherLocal) {
        static final Ports FIXED = new Ports(8080, 8081, 8090, 8091, 9401, 9402, 9411, 9412);

        /// Otherwise what answers there would be taken for the Pod.
        void requireFree() throws IOException {
            for (int port : new int[] {
                page, admin, collector, collectorControl, shipperPod, shipperLocal, watcherPod, watcherLocal
            }) {
                try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    // it is free
                } catch (BindException e) {
                    throw new IOException("port " + port + " is taken: does another ./demo run?", e);
                }
            }
        }
    }

    private final Path directory;
    private final Ports ports;
    private final KubeletVolume config;
    private final Client client = new Client();
    private final Container collector;
    private final Container logShipper;
    private final Container configWatcher;
    private final Container app;

    /// @param repository where the modules were built
    /// @param directory for the volumes and what the programs print
    LocalPod(Path repository, Path directory, Ports ports) throws IOException {
        this.directory = directory;
        this.ports = ports;
        this.config = new KubeletVolume(directory.resolve("config"));
        Path logs = Files.createDirectories(directory.resolve("logs"));
        collector = container(
                "collector",
                repository.resolve("demo-app/target/demo-app.jar"),
                "collector",
                "--address=127.0.0.1:" + ports.collector,
                "--control=127.0.0.1:" + ports.collectorControl);
        logShipper = container(
                "log-shipper",
                repository.resolve("log-shipper/target/log-shipper.jar"),
                "run",
                "--config=" + write("log-shipper.yaml", logShipperConfig(logs)),
                "--on-invalid=wait",
                "--pod-address=127.0.0.1:" + ports.shipperPod,
                "--local-address=127.0.0.1:" + ports.shipperLocal);
        configWatcher = container(
                "config-watcher",
                repository.resolve("config-watcher/target/config-watcher.jar"),
                "run",
                "--config=" + write("config-watcher.yaml", configWatcherConfig()),
                "--on-invalid=wait",
                "--pod-address=127.0.0.1:" + ports.watcherPod,
                "--local-address=127.0.0.1:" + ports.watcherLocal);
        app = container(
                "app",
                repository.resolve("demo-app/target/demo-app.jar"),
                "--config-dir=" + directory.resolve("config"),
                "--log-dir=" + logs,
                "--log-file-size=256KB",
                "--page=127.0.0.1:" + ports.page,
                "--admin=127.0.0.1:" + ports.admin,
                "--watcher-status=http://127.0.0.1:" + ports.watcherLocal + "/status",
                "--collector=http://127.0.0.1:" + ports.collector);
    }

    void start() throws IOException, InterruptedException {
        collector.start();
        await("the collector", ports.collector, "/livez");
        logShipper.start();
        await("log-shipper", ports.shipperPod, "/livez");
        configWatcher.start();
        await("config-watcher", ports.watcherPod, "/livez");
        app.start();
        await("the app", ports.page, "/readyz");
    }

    /// Edits the ConfigMap. Within a moment the simulated kubelet has it in the volume.
    void useDatabase(String name) throws IOException {
        useDatabase(config, name);
    }

    static void useDatabase(KubeletVolume config, String name) throws IOException {
        config.write(KubeletVolume.database(name, name + "-secret"));
    }

    String pageUrl() {
        return "http://127.0.0.1:" + ports.page + "/";
    }

    String page() throws IOException, InterruptedException {
        return client.get(pageUrl());
    }

    JsonNode state() throws IOException, InterruptedException {
        return client.json(pageUrl() + "api/state");
    }

    JsonNode delivered() throws IOException, InterruptedException {
        return client.json("http://127.0.0.1:" + ports.collector + "/stats");
    }

    void burst(int lines) throws IOException, InterruptedException {
        client.post("http://127.0.0.1:" + ports.admin + "/-/burst?lines=" + lines);
    }

    Container logShipper() {
        return logShipper;
    }

    Path directory() {
        return directory;
    }

    /// The last number in the app's log, which is how many lines it has written.
    long lastLineWritten() throws IOException {
        return lastLineWritten(directory.resolve("logs"));
    }

    /// The newest file is empty just after a rotation.
    static long lastLineWritten(Path logs) throws IOException {
        Path rotated = logs.resolve("app.1.log");
        String log =
                (Files.exists(rotated) ? Files.readString(rotated) : "") + Files.readString(logs.resolve("app.log"));
        int at = log.lastIndexOf("seq=");
        return Long.parseLong(log.substring(at + 4, log.indexOf(']', at)));
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
    }

    private void await(String what, int port, String path) throws InterruptedException {
        client.await(what + " to be up", STARTS_WITHIN, () -> client.isUp("http://127.0.0.1:" + port + path));
    }

    private Container container(String name, Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return new Container(name, command, directory.resolve(name + ".out"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String logShipperConfig(Path logs) {
        return """
                inputs:
                  - include: [%s/*.log]
                state: {directory: %s}
                outputs:
                  - name: collector
                    type: http
                    url: http://127.0.0.1:%d/ingest
                    batch: {linger: 200ms}
                """.formatted(logs, directory.resolve("state"), ports.collector);
    }

    private String configWatcherConfig() {
        return """
                sources:
                  - name: app
                    path: %s
                targets:
                  - name: app
                    signal: {url: "http://127.0.0.1:%2$d/-/reload"}
                    status: {url: "http://127.0.0.1:%2$d/-/config", pointer: /version}
                """.formatted(directory.resolve("config"), ports.admin);
    }
}
