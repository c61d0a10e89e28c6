package io.sidecars.demoapp.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/// What the images contain and say about themselves, and who may write where.
@ExtendWith(NeedsContainers.class)
class ImageIT {
    private static final int STICKY = 01000;
    private static final int WRITE_FOR_GROUP = 020;
    private static final int WRITE_FOR_OTHERS = 02;

    private final DockerClient docker = DockerClientFactory.instance().client();

    @ParameterizedTest
    @ValueSource(strings = {"log-shipper", "config-watcher", "demo-app"})
    void theLabelsSayWhatItIs(String image) {
        Map<String, String> labels = Objects.requireNonNull(config(image).getLabels());

        assertThat(labels)
                .containsEntry("org.opencontainers.image.title", image)
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0");
        assertThat(label(labels, "version")).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(label(labels, "description")).contains(" ");
        assertThat(label(labels, "revision")).matches("[0-9a-f]{40}|unknown");
        assertThat(label(labels, "source")).matches("https://.+|unknown");
        assertThat(label(labels, "created")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(label(labels, "base.name")).matches("[a-z0-9./:-]+").doesNotContain("//");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log-shipper", "config-watcher", "demo-app"})
    void itsUserIsNotRoot(String image) {
        assertThat(config(image).getUser()).isEqualTo("65532:0");
    }

    /// A bill of materials is useful only if it is complete, so it is compared with the jars.
    @ParameterizedTest
    @ValueSource(strings = {"log-shipper", "config-watcher", "demo-app"})
    void itContainsTheListOfItsLibraries(String image) throws IOException {
        JsonNode sbom = json(image, "/app/sbom/" + image + ".cdx.json");
        List<String> jars = entries(image, "/app/libs").stream()
                .filter(TarArchiveEntry::isFile)
                .map(entry -> entry.getName().substring("libs/".length()))
                .toList();

        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(sbom.path("metadata").path("component").path("name").asText())
                .isEqualTo(image);
        assertThat(sbom.path("components"))
                .allSatisfy(library -> {
                    assertThat(library.path("purl").asText()).startsWith("pkg:maven/");
                    assertThat(library.path("hashes")).isNotEmpty();
                })
                .extracting(library -> library.path("name").asText() + "-"
                        + library.path("version").asText() + ".jar")
                .containsExactlyInAnyOrderElementsOf(jars);
    }

    /// Except for the temporary directories that a public base image may have.
    @ParameterizedTest
    @ValueSource(strings = {"log-shipper", "config-watcher", "demo-app"})
    void noFileOrDirectoryIsWritableForEveryone(String image) throws IOException {
        assertThat(entries(image, "/"))
                .hasSizeGreaterThan(100)
                .filteredOn(entry -> (entry.getMode() & WRITE_FOR_OTHERS) != 0
                        && !entry.isSymbolicLink()
                        && !(entry.isDirectory() && (entry.getMode() & STICKY) != 0))
                .extracting(TarArchiveEntry::getName)
                .isEmpty();
    }

    /// An engine gives a new volume the owner and the mode of the directory in the image.
    @ParameterizedTest
    @CsvSource({"log-shipper, /state", "demo-app, /logs"})
    void theDirectoryForDataIsWritableForTheGroupOfItsUser(String image, String path) throws IOException {
        TarArchiveEntry directory = entries(image, path).getFirst();

        assertThat(directory.isDirectory()).isTrue();
        assertThat(directory.getLongGroupId()).isZero();
        assertThat(directory.getMode() & WRITE_FOR_GROUP)
                .as(Integer.toOctalString(directory.getMode()))
                .isNotZero();
    }

    /// The second user is one that a platform chooses, such as OpenShift: any user, but with the group 0.
    @ParameterizedTest
    @ValueSource(strings = {"65532:0", "1000740000:0"})
    void logShipperKeepsItsStateInANewVolume(String user) {
        try (GenericContainer<?> shipper = ContainerPod.image("log-shipper")
                .withExposedPorts(9401)
                .withCreateContainerCmdModifier(command -> command.withUser(user))
                .waitingFor(Wait.forHttp("/readyz").forPort(9401))) {
            shipper.start();
        }
    }

    /// Kubernetes mounts an emptyDir like this, with an fsGroup: it belongs to root, and the group may write.
    @Test
    void logShipperKeepsItsStateInAVolumeOfItsGroup() {
        try (GenericContainer<?> shipper = ContainerPod.image("log-shipper")
                .withExposedPorts(9401)
                .withCreateContainerCmdModifier(command -> {
                    HostConfig _ = ContainerPod.host(command.withUser("12345:12345"))
                            .withTmpFs(Map.of("/state", "uid=0,gid=12345,mode=2770"));
                })
                .waitingFor(Wait.forHttp("/readyz").forPort(9401))) {
            shipper.start();
        }
    }

    private static String label(Map<String, String> labels, String name) {
        return Objects.requireNonNull(labels.get("org.opencontainers.image." + name), name);
    }

    private ContainerConfig config(String image) {
        return Objects.requireNonNull(
                docker.inspectImageCmd(ContainerPod.imageName(image)).exec().getConfig());
    }

    private JsonNode json(String image, String path) throws IOException {
        JsonNode[] json = new JsonNode[1];
        read(image, path, archive -> {
            archive.getNextEntry();
            json[0] = new ObjectMapper().readTree(archive.readAllBytes());
        });
        return json[0];
    }

    private List<TarArchiveEntry> entries(String image, String path) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        read(image, path, archive -> {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                entries.add(entry);
            }
        });
        return entries;
    }

    private void read(String image, String path, Reader reader) throws IOException {
        String container =
                docker.createContainerCmd(ContainerPod.imageName(image)).exec().getId();
        try (TarArchiveInputStream archive = new TarArchiveInputStream(
                docker.copyArchiveFromContainerCmd(container, path).exec())) {
            reader.read(archive);
        } finally {
            docker.removeContainerCmd(container).withRemoveVolumes(true).exec();
        }
    }

    private interface Reader {
        void read(TarArchiveInputStream archive) throws IOException;
    }
}
