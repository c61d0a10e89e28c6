package io.sidecars.demoapp.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.testcontainers.containers.GenericContainer;

/// The Job of `k8s/examples`, in the order of the kubelet: log-shipper, its startup probe, the work, SIGTERM.
@ExtendWith(NeedsContainers.class)
class JobIT {
    private static final int LINES = 20_000;

    private final JsonClient client = new JsonClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void deliversWhatWorkHasLoggedThatEndsAtOnce() throws Exception {
        JsonNode sidecar = job().at("/spec/template/spec/initContainers/0");
        try (ContainerPod pod = new ContainerPod(directory.resolve("pod"))) {
            GenericContainer<?> shipper = pod.startLogShipper(arguments(sidecar), environment(sidecar));
            String probe = pod.url(sidecar.at("/ports/0/containerPort").asInt())
                    + sidecar.at("/startupProbe/httpGet/path").asText();
            client.await(
                    "the startup probe",
                    Duration.ofSeconds(
                            sidecar.at("/startupProbe/failureThreshold").asInt()),
                    () -> client.isUp(probe));

            Files.writeString(
                    directory.resolve("pod/logs/work.log"),
                    IntStream.range(0, LINES).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));
            ContainerState end = ContainerPod.terminate(shipper);

            assertThat(end.getExitCodeLong()).as(shipper.getLogs()).isZero();
            assertThat(pod.delivered().path("received").asInt()).isEqualTo(LINES + 1); // and the summary
        }
    }

    private static JsonNode job() throws Exception {
        String yaml = Files.readString(Path.of("../k8s/examples/job.yaml"));
        return new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static String[] arguments(JsonNode container) {
        return container.path("args").valueStream().map(JsonNode::asText).toArray(String[]::new);
    }

    /// What the downward API would set is left to it.
    private static Map<String, String> environment(JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode variable : container.path("env")) {
            if (variable.has("value")) {
                environment.put(
                        variable.path("name").asText(),
                        variable.path("value").asText().replace("collector:8090", "127.0.0.1:8090"));
            }
        }
        return environment;
    }
}
