package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The conductor of the Pod in Docker: a container that shares the Pod's network, its processes and the volume
/// of the configuration. It needs no access to the engine, which restarts the containers that die.
final class DockerKubeletSimulator {
    private static final int PORT = 8092;

    private DockerKubeletSimulator() {}

    /// @param args the directory where the configuration is mounted
    static void main(String[] args) throws IOException, InterruptedException {
        DemoConfigMap config = new DemoConfigMap(Path.of(args[0]));
        if (!config.isMounted()) {
            String _ = config.edit("blue");
        }
        KubeletSimulator kubeletSimulator = new KubeletSimulator(
                PORT,
                config,
                Map.of(
                        "app", () -> kill("io.sidecars.demoapp.DemoApp"),
                        "log-shipper", () -> kill("io.sidecars.logshipper.LogShipper"),
                        "config-watcher", () -> kill("io.sidecars.configwatcher.ConfigWatcher")));
        Runtime.getRuntime().addShutdownHook(new Thread(kubeletSimulator::close, "stop"));
        new CountDownLatch(1).await(); // SIGTERM ends it
    }

    /// Spares the collector: it is the same program as the app, and its container holds the Pod's network.
    private static void kill(String mainClass) {
        ProcessHandle.allProcesses()
                .filter(process -> {
                    List<String> words = List.of(process.info().arguments().orElse(new String[0]));
                    return words.contains(mainClass) && !words.contains("collector");
                })
                .forEach(ProcessHandle::destroyForcibly);
    }
}
