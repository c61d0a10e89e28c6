package io.sidecars.demoapp.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/// The whole Pod, built from the three images.
@ExtendWith(NeedsContainers.class)
class PodIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LINES_PER_SECOND = 2000;

    private final JsonClient client = new JsonClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private ContainerPod pod;

    @BeforeEach
    void makePod() throws IOException {
        pod = new ContainerPod(directory.resolve("pod"));
    }

    @AfterEach
    void removePod() {
        pod.close();
    }

    @Test
    void everyLineArrivesOnceAcrossRotations() throws Exception {
        pod.startSidecars();
        GenericContainer<?> app = pod.startApp(LINES_PER_SECOND);
        awaitDelivered(10_000);

        stopInOrder(app);

        assertThat(pod.rotatedFiles()).isGreaterThan(3);
        JsonNode stats = pod.delivered();
        assertThat(stats.path("distinct").asLong()).as(stats.toString()).isEqualTo(pod.linesWritten());
        assertThat(stats.path("lost").asLong()).as(stats.toString()).isZero();
        assertThat(stats.path("duplicates").asLong()).as(stats.toString()).isZero();
    }

    @Test
    void aConfigMapSwapReachesTheAppAndThePage() throws Exception {
        pod.startSidecars();
        pod.startApp(10);
        awaitDatabase("blue");

        pod.useDatabase("green");

        awaitDatabase("green");
        awaitAgreement();
        assertThat(pod.state().path("requests").path("failed").asLong()).isZero();
    }

    @Test
    void killingTheShipperLosesNothingAndWhatIsSentTwiceHasTheSameId() throws Exception {
        pod.startSidecars();
        GenericContainer<?> app = pod.startApp(LINES_PER_SECOND);
        awaitDelivered(5_000);

        ContainerPod.kill(pod.logShipper());
        ContainerPod.startAgain(pod.logShipper());
        awaitDelivered(15_000);
        stopInOrder(app);

        JsonNode stats = pod.delivered();
        assertThat(stats.path("distinct").asLong()).as(stats.toString()).isEqualTo(pod.linesWritten());
        assertThat(stats.path("lost").asLong()).as(stats.toString()).isZero();
        assertThat(stats.path("duplicatesWithOtherId").asLong())
                .as(stats.toString())
                .isZero();
    }

    @Test
    void anInvalidSidecarConfigurationDoesNotKeepTheAppFromStarting() throws Exception {
        String shipper = pod.configuration("log-shipper.yaml");
        String watcher = pod.configuration("config-watcher.yaml");
        pod.configure("log-shipper.yaml", shipper.replace("outputs", "outptus"));
        pod.configure("config-watcher.yaml", watcher.replace("targets", "tragets"));
        pod.startSidecars();
        pod.startApp(100);
        awaitDatabase("blue");
        awaitUp(pod.url(9401) + "/livez");
        awaitUp(pod.url(9411) + "/livez");
        assertThat(client.get(pod.url(9401) + "/metrics")).contains("log_shipper_config_valid 0.0");
        assertThat(client.get(pod.url(9411) + "/metrics")).contains("config_watcher_config_valid 0.0");

        pod.configure("log-shipper.yaml", shipper);
        pod.configure("config-watcher.yaml", watcher);

        awaitDelivered(100);
        awaitAgreement();
    }

    @ParameterizedTest
    @CsvSource({"log-shipper, 9401", "config-watcher, 9411", "demo-app, 8080"})
    void everyImageStartsWithNothingMounted(String image, int port) {
        try (GenericContainer<?> container = ContainerPod.image(image)
                .withExposedPorts(port)
                .waitingFor(Wait.forHttp("/livez").forPort(port))) {
            container.start();

            assertThat(container.isRunning()).isTrue();
        }
    }

    private void stopInOrder(GenericContainer<?> app) {
        for (GenericContainer<?> container : new GenericContainer<?>[] {app, pod.configWatcher(), pod.logShipper()}) {
            ContainerState state = ContainerPod.terminate(container);
            assertThat(state.getExitCodeLong()).as(container.getLogs()).isZero();
            assertThat(state.getOOMKilled()).isFalse();
        }
    }

    private void awaitDelivered(int lines) throws InterruptedException {
        client.await(
                lines + " lines to arrive",
                PATIENCE,
                () -> pod.delivered().path("distinct").asLong() >= lines);
    }

    private void awaitDatabase(String name) throws InterruptedException {
        client.await(
                "the " + name + " database to answer",
                PATIENCE,
                () -> pod.state().path("database").path("name").asText().equals(name));
    }

    private void awaitAgreement() throws InterruptedException {
        client.await("mounted and running version to agree", PATIENCE, () -> {
            JsonNode state = pod.state();
            return state.path("mounted").isTextual() && state.path("mounted").equals(state.path("running"));
        });
    }

    private void awaitUp(String url) throws InterruptedException {
        client.await(url, PATIENCE, () -> client.isUp(url));
    }
}
