package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaks each rule in a Pod that keeps them all, and expects that the rule reports it.
class PodPolicyTest {

    record Fault(String broken, Consumer<PodSpec> into) {

        @Override
        public String toString() {
            return "not " + broken;
        }
    }

    static Stream<Fault> faultsOfThePod() {
        return Stream.of(
                new Fault(
                        "the Pod: runs restricted, as user 65532",
                        pod -> pod.getSecurityContext().setRunAsNonRoot(false)),
                new Fault(
                        "the Pod: runs restricted, as user 65532",
                        pod -> pod.getSecurityContext().setRunAsUser(0L)),
                new Fault(
                        "the Pod: runs restricted, as user 65532",
                        pod -> pod.getSecurityContext().getSeccompProfile().setType("Unconfined")),
                new Fault("the Pod: runs restricted, as user 65532", pod -> pod.setSecurityContext(null)),
                new Fault("the Pod: shares no namespace of the host", pod -> pod.setHostPID(true)),
                new Fault("the Pod: mounts no ServiceAccount token", pod -> pod.setAutomountServiceAccountToken(null)),
                new Fault("the Pod: has no Service variables", pod -> pod.setEnableServiceLinks(null)),
                new Fault(
                        "root: is a configMap, a secret or an emptyDir",
                        pod -> pod.getVolumes()
                                .add(new VolumeBuilder()
                                        .withName("root")
                                        .withNewHostPath("/", "Directory")
                                        .build())),
                new Fault(
                        "more: has a size limit if it is an emptyDir",
                        pod -> pod.getVolumes()
                                .add(new VolumeBuilder()
                                        .withName("more")
                                        .withEmptyDir(new EmptyDirVolumeSource())
                                        .build())));
    }

    static Stream<Fault> faultsOfAContainer() {
        return Stream.of(
                inShipper("runs restricted", c -> c.getSecurityContext().setPrivileged(true)),
                inShipper("runs restricted", c -> c.getSecurityContext().setAllowPrivilegeEscalation(true)),
                inShipper("runs restricted", c -> c.getSecurityContext().setReadOnlyRootFilesystem(null)),
                inShipper(
                        "runs restricted",
                        c -> c.getSecurityContext().getCapabilities().setDrop(List.of())),
                inShipper("has a fixed tag", c -> c.setImage("sidecars/log-shipper:latest")),
                inShipper("has a fixed tag", c -> c.setImage("registry:5000/log-shipper")),
                inShipper("pulls only if not present", c -> c.setImagePullPolicy(null)),
                inShipper("has a memory limit", c -> c.getResources().setLimits(Map.of())),
                inShipper(
                        "requests the memory it is limited to",
                        c -> c.getResources().setRequests(Map.of())),
                inShipper("requests CPU", c -> c.setResources(null)),
                inShipper("has no lifecycle hook", c -> c.setLifecycle(new Lifecycle())),
                inShipper(
                        "has no port on the host", c -> c.getPorts().getFirst().setHostPort(80)),
                inShipper(
                        "mounts nothing by subPath",
                        c -> c.getVolumeMounts().getFirst().setSubPath("x")),
                inShipper("says its last words in its status", c -> c.setTerminationMessagePolicy(null)),
                inShipper("is started once its own /livez answers", c -> c.setStartupProbe(null)),
                inShipper(
                        "is started once its own /livez answers",
                        c -> c.getStartupProbe().getHttpGet().setPort(new IntOrString("http"))),
                inShipper(
                        "lives while its own /livez answers",
                        c -> c.getLivenessProbe().getHttpGet().setPath("/readyz")),
                inShipper("is a native sidecar", c -> c.setRestartPolicy(null)),
                inShipper("has no readiness probe", c -> c.setReadinessProbe(new Probe())),
                inShipper(
                        "is limited to 128Mi", c -> c.getResources().setLimits(Map.of("memory", new Quantity("1Gi")))),
                inShipper("waits for a valid configuration", c -> c.setArgs(List.of("run"))),
                new Fault(
                        "app: is ready when it says so itself",
                        pod -> pod.getContainers().getFirst().setReadinessProbe(null)));
    }

    private static Fault inShipper(String rule, Consumer<Container> fault) {
        return new Fault(
                "log-shipper: " + rule,
                pod -> fault.accept(pod.getInitContainers().getFirst()));
    }

    @Test
    void theDemoPodBreaksNoRule() throws IOException {
        assertThat(PodPolicy.brokenBy(demoPod())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource({"faultsOfThePod", "faultsOfAContainer"})
    void aFaultIsNoticed(Fault fault) throws IOException {
        PodSpec pod = demoPod();
        fault.into().accept(pod);

        assertThat(PodPolicy.brokenBy(pod)).contains(fault.broken());
    }

    /// The Pod in the base. kustomize only adds the tags.
    private static PodSpec demoPod() throws IOException {
        String yaml = Files.readString(Kustomization.K8S.resolve("base/sidecars-demo.yaml"));
        PodSpec pod = new RenderedManifests(StrictManifests.parse(yaml)).pod("sidecars-demo");
        RenderedManifests.containers(pod).forEach(container -> container.setImage(container.getImage() + ":1"));
        return pod;
    }
}
