package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The two Pods in `k8s/` that have a log-shipper. Needs no kubectl.
class LogShipperManifestsTest {
    @Test
    void everyContainerOfTheJobKeepsThePolicyExceptTheWorkThatHasNoProbes() throws IOException {
        assertThat(PodPolicy.brokenBy(job()))
                .isNotEmpty()
                .allMatch(broken -> (broken.startsWith("work: ") && broken.contains("its own /livez"))
                        || broken.equals("work: is ready when it says so itself"));
    }

    @Test
    void theContainersAfterLogShipperStartOnceItTakesSigterm() throws IOException {
        for (PodSpec pod : List.of(job(), demo())) {
            Container first = pod.getInitContainers().getFirst();

            assertThat(first.getName()).isEqualTo("log-shipper");
            assertThat(first.getStartupProbe().getHttpGet().getPath()).isEqualTo("/livez");
        }
    }

    @Test
    void recordsSayWhichPodTheyComeFrom() throws IOException {
        for (PodSpec pod : List.of(job(), demo())) {
            List<EnvVar> variables = pod.getInitContainers().getFirst().getEnv();

            assertThat(variables)
                    .filteredOn(variable -> variable.getValueFrom() != null)
                    .map(v -> v.getName() + " " + v.getValueFrom().getFieldRef().getFieldPath())
                    .containsExactly(
                            "SHIPPER_NAMESPACE metadata.namespace",
                            "SHIPPER_POD metadata.name",
                            "SHIPPER_NODE spec.nodeName");
            assertThat(variables)
                    .filteredOn(variable -> variable.getName().equals("SHIPPER_CONTAINER"))
                    .map(EnvVar::getValue)
                    .containsExactly(pod.getContainers().getFirst().getName());
        }
        assertThat(Files.readString(Kustomization.K8S.resolve("base/config/log-shipper.yaml")))
                .contains("${SHIPPER_NAMESPACE:-}", "${SHIPPER_POD:-}", "${SHIPPER_NODE:-}", "${SHIPPER_CONTAINER:-}");
    }

    private static PodSpec job() throws IOException {
        return StrictManifests.podOfJob(Files.readString(Kustomization.K8S.resolve("examples/job.yaml")));
    }

    private static PodSpec demo() throws IOException {
        return StrictManifests.parse(Files.readString(Kustomization.K8S.resolve("base/sidecars-demo.yaml"))).stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec();
    }
}
