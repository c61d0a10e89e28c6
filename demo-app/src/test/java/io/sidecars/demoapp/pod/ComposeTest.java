package io.sidecars.demoapp.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Checks the parts of the compose file that Docker does not check before it starts the containers.
class ComposeTest {
    private static final Path FILE = Path.of("../docker/compose.yaml");

    @Test
    void theKubeletSimulatorThatItNamesIsThere() throws Exception {
        assertThat(services().at("/kubelet-simulator/command/0").asText())
                .isEqualTo(DockerKubeletSimulator.class.getName());
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() throws Exception {
        assertThat(services().findValues("ports"))
                .isNotEmpty()
                .allSatisfy(ports -> assertThat(ports)
                        .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void thePageHasTheKubeletSimulator() throws Exception {
        JsonNode environment = services().at("/app/environment");

        assertThat(environment.path("DEMO_CONTROLS").asText()).isEqualTo("true");
        assertThat(environment.path("DEMO_KUBELET_SIMULATOR").asText())
                .isEqualTo(Ports.url(Ports.FIXED.kubeletSimulator(), ""));
    }

    private static JsonNode services() throws IOException {
        Object file = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
        return new ObjectMapper().valueToTree(file).path("services");
    }
}
