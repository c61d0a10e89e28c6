package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The commands that start the programs of the local Pod.
///
/// @param repository the root of the built repository
/// @param directory for the volumes and the output of the programs
record Programs(Path repository, Path directory, Ports ports) {

    Path config() {
        return directory.resolve("config");
    }

    Path logs() {
        return directory.resolve("logs");
    }

    SupervisedProcess collector() {
        return program(
                "collector",
                "demo-app",
                Map.of(),
                "collector",
                "--address=127.0.0.1:" + ports.collector(),
                "--control=127.0.0.1:" + ports.collectorControl());
    }

    SupervisedProcess logShipper() throws IOException {
        Path config = write("log-shipper.yaml", """
                inputs:
                  - include: [%s/*.log]
                state: {directory: %s}
                outputs:
                  - name: collector
                    type: http
                    url: %s
                    batch: {linger: 200ms}
                """.formatted(
                        logs(), directory.resolve("state"), Ports.url(ports.collector(), "/ingest")));
        return program(
                "log-shipper",
                "log-shipper",
                Map.of(),
                "run",
                "--config=" + config,
                "--on-invalid=wait",
                "--pod-address=127.0.0.1:" + ports.shipperPod(),
                "--local-address=127.0.0.1:" + ports.shipperLocal());
    }

    SupervisedProcess configWatcher() throws IOException {
        Path config = write("config-watcher.yaml", """
                sources:
                  - name: app
                    path: %s
                targets:
                  - name: app
                    signal: {url: "%s"}
                    status: {url: "%s", pointer: /version}
                """.formatted(
                        config(), Ports.url(ports.admin(), "/-/reload"), Ports.url(ports.admin(), "/-/config")));
        return program(
                "config-watcher",
                "config-watcher",
                Map.of(),
                "run",
                "--config=" + config,
                "--on-invalid=wait",
                "--pod-address=127.0.0.1:" + ports.watcherPod(),
                "--local-address=127.0.0.1:" + ports.watcherLocal());
    }

    SupervisedProcess app() {
        Map<String, String> buttons = Map.of(
                "DEMO_CONTROLS", "true",
                "DEMO_KUBELET_SIMULATOR", Ports.url(ports.kubeletSimulator(), ""),
                "DEMO_SHIPPER_STATUS", Ports.url(ports.shipperLocal(), "/status"),
                "DEMO_COLLECTOR_CONTROL_URL", Ports.url(ports.collectorControl(), ""));
        return program(
                "app",
                "demo-app",
                buttons,
                "--config-dir=" + config(),
                "--log-dir=" + logs(),
                "--log-file-size=256KB",
                "--page=127.0.0.1:" + ports.page(),
                "--admin=127.0.0.1:" + ports.admin(),
                "--watcher-status=" + Ports.url(ports.watcherLocal(), "/status"),
                "--collector=" + Ports.url(ports.collector(), ""));
    }

    private SupervisedProcess program(
            String name, String module, Map<String, String> environment, String... arguments) {
        Path jar = repository.resolve(module).resolve("target").resolve(module + ".jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return new SupervisedProcess(name, command, environment, directory.resolve(name + ".out"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
