package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestsTest {

    private static final Kustomization KIND = new Kustomization(Kustomization.K8S.resolve("overlays/kind"));

    @BeforeAll
    static void needsKubectl() throws InterruptedException {
        boolean leftOut = Kustomization.kubectlIsMissing() && System.getProperty("containers") == null;
        if (leftOut) {
            System.out.println("Left out: the test of the manifests in k8s/. Install kubectl 1.27 or newer to run it.");
        }
        assumeFalse(leftOut);
    }

    static List<Kustomization> kustomizations() throws IOException {
        return Kustomization.all();
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everyDocumentIsValidAndLabelled(Kustomization kustomization) throws Exception {
        for (HasMetadata document : kustomization.render().documents()) {
            assertThat(document.getMetadata().getLabels())
                    .as("%s %s", document.getKind(), document.getMetadata().getName())
                    .containsKeys("app.kubernetes.io/name", "app.kubernetes.io/part-of");
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everyPodKeepsThePolicy(Kustomization kustomization) throws Exception {
        List<Deployment> deployments = kustomization.render().all(Deployment.class);

        assertThat(deployments).isNotEmpty();
        for (Deployment deployment : deployments) {
            PodTemplateSpec template = deployment.getSpec().getTemplate();
            assertThat(PodPolicy.brokenBy(template.getSpec())).isEmpty();
            assertThat(template.getMetadata().getLabels())
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                    .containsKeys("app.kubernetes.io/instance", "app.kubernetes.io/component");
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void theImagesAreThoseOfThisBuild(Kustomization kustomization) throws Exception {
        String pom = Files.readString(Path.of("..", "pom.xml"));

        for (Deployment deployment : kustomization.render().all(Deployment.class)) {
            String version = deployment.getMetadata().getLabels().get("app.kubernetes.io/version");
            assertThat(pom).contains("<version>" + version + "</version>");
            assertThat(RenderedManifests.containers(
                            deployment.getSpec().getTemplate().getSpec()))
                    .map(Container::getImage)
                    .allMatch(image -> image.startsWith("sidecars/") && image.endsWith(":" + version));
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void everyReferenceLeadsSomewhere(Kustomization kustomization) throws Exception {
        RenderedManifests rendered = kustomization.render();

        for (PodSpec pod : rendered.pods()) {
            for (Volume volume : pod.getVolumes()) {
                if (volume.getConfigMap() != null) {
                    rendered.one(ConfigMap.class, volume.getConfigMap().getName());
                }
            }
        }
        for (Service service : rendered.all(Service.class)) {
            Map<String, String> selector = service.getSpec().getSelector();
            String port =
                    service.getSpec().getPorts().getFirst().getTargetPort().getStrVal();
            assertThat(rendered.all(Deployment.class))
                    .map(deployment -> deployment.getSpec().getTemplate())
                    .filteredOn(t -> t.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                    .singleElement()
                    .satisfies(template -> assertThat(template.getSpec().getContainers())
                            .flatMap(Container::getPorts)
                            .map(ContainerPort::getName)
                            .contains(port));
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void theLogShipperStartsFirstSoThatItStopsLast(Kustomization kustomization) throws Exception {
        PodSpec pod = kustomization.render().pod("sidecars-demo");

        assertThat(pod.getInitContainers()).map(Container::getName).containsExactly("log-shipper", "config-watcher");
        assertThat(pod.getContainers()).map(Container::getName).containsExactly("app");
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void thePortsAreTheDocumentedOnes(Kustomization kustomization) throws Exception {
        Map<String, Integer> ports = kustomization.render().pods().stream()
                .flatMap(RenderedManifests::containers)
                .collect(Collectors.toMap(
                        Container::getName, c -> c.getPorts().getFirst().getContainerPort()));

        assertThat(ports)
                .isEqualTo(Map.of("app", 8080, "collector", 8090, "log-shipper", 9401, "config-watcher", 9411));
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void theWatchedConfigMapKeepsItsName(Kustomization kustomization) throws Exception {
        RenderedManifests rendered = kustomization.render();
        PodSpec pod = rendered.pod("sidecars-demo");

        assertThat(rendered.one(ConfigMap.class, "sidecars-demo").getData()).containsOnlyKeys("database.yaml");
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getName().equals("config"))
                .map(volume -> volume.getConfigMap().getName())
                .containsExactly("sidecars-demo");
        assertThat(RenderedManifests.containers(pod)
                        .filter(c -> c.getVolumeMounts().stream()
                                .anyMatch(m -> m.getName().equals("config")))
                        .map(Container::getName))
                .containsExactly("config-watcher", "app");
    }

    @Test
    void theNamespaceEnforcesTheRestrictedStandard() throws Exception {
        RenderedManifests rendered = KIND.render();
        Namespace namespace = rendered.all(Namespace.class).getFirst();

        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted")
                .containsEntry("pod-security.kubernetes.io/audit", "restricted")
                .containsEntry("pod-security.kubernetes.io/warn", "restricted");
        assertThat(rendered.documents())
                .filteredOn(document -> !(document instanceof Namespace))
                .allMatch(d -> Objects.equals(
                        d.getMetadata().getNamespace(), namespace.getMetadata().getName()));
    }

    @Test
    void thePortOfThePageIsTheOneThatKindMaps() throws Exception {
        Service page = KIND.render().one(Service.class, "sidecars-demo");

        assertThat(page.getSpec().getPorts().getFirst().getNodePort()).isEqualTo(30080);
        assertThat(Files.readString(Kustomization.K8S.resolve("kind/cluster.yaml")))
                .contains("containerPort: 30080");
    }
}
