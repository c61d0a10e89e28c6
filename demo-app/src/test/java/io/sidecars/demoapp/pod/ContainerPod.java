package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// The Pod in containers, with one network namespace and directories as shared volumes. As in the manifests, no
/// container runs as root, the root file systems are read-only, there are no capabilities, and each has 128 MiB.
/// The collector's container holds the network namespace, as the pause container does in Kubernetes, so that any
/// other may die.
final class ContainerPod implements AutoCloseable {
    static final int MEMORY = 128 << 20;

    private static final String PREFIX = System.getProperty("image.prefix", "sidecars/");
    private static final String TAG = System.getProperty("image.tag", "latest");
    private static final int GRACE_SECONDS = 30;

    private final Path directory;
    private final JsonClient client = new JsonClient();
    private final DemoConfigMap config;
    private final GenericContainer<?> collector;
    private final GenericContainer<?> logShipper;
    private final GenericContainer<?> configWatcher;
    private final List<GenericContainer<?>> started = new ArrayList<>();

    ContainerPod(Path directory) throws IOException {
        this.directory = directory;
        for (String volume : List.of("config", "logs", "state", "etc")) {
            Path made = Files.createDirectories(directory.resolve(volume));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        config = new DemoConfigMap(directory.resolve("config"));
        config.edit("blue");
        configure("log-shipper.yaml", manifest("log-shipper.yaml").replace("collector:8090", "127.0.0.1:8090"));
        configure("config-watcher.yaml", manifest("config-watcher.yaml"));
        collector = image("demo-app")
                .withCommand("collector")
                .withExposedPorts(8080, 8090, 9401, 9411)
                .waitingFor(Wait.forHttp("/livez").forPort(8090));
        collector.start();
        logShipper = sidecar("log-shipper", List.of("logs:/logs", "state:/state", "etc:/etc/log-shipper"));
        configWatcher = sidecar("config-watcher", List.of("config:/config/app", "etc:/etc/config-watcher"));
    }

    static String imageName(String name) {
        return PREFIX + name + ":" + TAG;
    }

    static GenericContainer<?> image(String name) {
        return new GenericContainer<>(DockerImageName.parse(imageName(name)))
                .withImagePullPolicy(_ -> false)
                .withCreateContainerCmdModifier(ContainerPod::restrict);
    }

    /// The configuration file from the manifests.
    private static String manifest(String name) throws IOException {
        return Files.readString(Path.of("..", "k8s", "base", "config", name));
    }

    void configure(String name, String text) throws IOException {
        Files.writeString(directory.resolve("etc").resolve(name), text);
    }

    String configuration(String name) throws IOException {
        return Files.readString(directory.resolve("etc").resolve(name));
    }

    void startSidecars() {
        start(logShipper);
        start(configWatcher);
    }

    /// Starts a log-shipper that is configured by the variables of its image, and returns its container.
    GenericContainer<?> startLogShipper(String[] arguments, Map<String, String> environment) {
        return start(inPod(image("log-shipper"), List.of("logs:/logs", "state:/state"))
                .withCommand(arguments)
                .withEnv(environment));
    }

    /// Starts the app and returns its container.
    GenericContainer<?> startApp(int linesPerSecond) {
        GenericContainer<?> app = inPod(image("demo-app"), List.of("config:/config", "logs:/logs"))
                .withCommand("--log-rate=" + linesPerSecond, "--log-file-size=128KB", "--log-files=20");
        return start(app);
    }

    void useDatabase(String name) throws IOException {
        config.edit(name);
    }

    GenericContainer<?> logShipper() {
        return logShipper;
    }

    GenericContainer<?> configWatcher() {
        return configWatcher;
    }

    JsonNode state() throws IOException, InterruptedException {
        return client.json(url(8080) + "/api/state");
    }

    JsonNode delivered() throws IOException, InterruptedException {
        return client.json(url(8090) + "/stats");
    }

    String url(int port) {
        return "http://" + collector.getHost() + ":" + collector.getMappedPort(port);
    }

    /// The number of lines that the app wrote.
    long linesWritten() throws IOException {
        return WrittenLines.in(directory.resolve("logs")).lines();
    }

    long rotatedFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
            return files.count() - 1;
        }
    }

    static void kill(GenericContainer<?> container) {
        docker(container).killContainerCmd(container.getContainerId()).exec();
    }

    static void startAgain(GenericContainer<?> container) {
        docker(container).startContainerCmd(container.getContainerId()).exec();
    }

    /// Sends SIGTERM and waits until the container has stopped.
    static ContainerState terminate(GenericContainer<?> container) {
        docker(container)
                .stopContainerCmd(container.getContainerId())
                .withTimeout(GRACE_SECONDS)
                .exec();
        return docker(container)
                .inspectContainerCmd(container.getContainerId())
                .exec()
                .getState();
    }

    @Override
    public void close() {
        started.reversed().forEach(GenericContainer::stop);
        collector.stop();
    }

    private GenericContainer<?> sidecar(String name, List<String> volumes) {
        return inPod(image(name), volumes)
                .withCommand("run", "--config=/etc/" + name + "/" + name + ".yaml", "--on-invalid=wait");
    }

    private GenericContainer<?> inPod(GenericContainer<?> container, List<String> volumes) {
        List<Bind> binds = volumes.stream()
                .map(volume -> Bind.parse(directory + "/" + volume))
                .toList();
        return container
                .withNetworkMode("container:" + collector.getContainerId())
                .withCreateContainerCmdModifier(command -> host(command).withBinds(binds));
    }

    private GenericContainer<?> start(GenericContainer<?> container) {
        started.add(container);
        container.start();
        return container;
    }

    private static void restrict(CreateContainerCmd command) {
        HostConfig _ = host(command)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory((long) MEMORY)
                .withMemorySwap((long) MEMORY);
    }

    static HostConfig host(CreateContainerCmd command) {
        return Objects.requireNonNull(command.getHostConfig());
    }

    private static DockerClient docker(GenericContainer<?> container) {
        return container.getDockerClient();
    }
}
