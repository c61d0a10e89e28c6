package io.sidecars.demoapp.k8s;

import static io.sidecars.demoapp.k8s.Rule.that;
import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules for every Pod in this repository: the Pod Security Standard `restricted` and more.
final class PodPolicy {

    // Compared as a whole: nothing else may be set.
    private static final PodSecurityContext POD_SECURITY = new PodSecurityContextBuilder()
            .withRunAsNonRoot(true)
            .withRunAsUser(65532L)
            .withRunAsGroup(65532L)
            .withFsGroup(65532L)
            .withFsGroupChangePolicy("OnRootMismatch")
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .build();
    private static final SecurityContext CONTAINER_SECURITY = new SecurityContextBuilder()
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .build();
    private static final Pattern FIXED_TAG = Pattern.compile(".+:(?!latest$)[\\w][\\w.-]*");

    private static final List<Rule<PodSpec>> POD = List.of(
            that("runs restricted, as user 65532", pod -> POD_SECURITY.equals(pod.getSecurityContext())),
            that("shares no namespace of the host", PodPolicy::staysOffTheHost),
            that("mounts no ServiceAccount token", pod -> no(pod.getAutomountServiceAccountToken())),
            that("has no Service variables", pod -> no(pod.getEnableServiceLinks())));

    private static final List<Rule<Volume>> VOLUME = List.of(
            that(
                    "is a configMap, a secret or an emptyDir",
                    volume -> Stream.of(volume.getConfigMap(), volume.getSecret(), volume.getEmptyDir())
                            .anyMatch(Objects::nonNull)),
            that(
                    "has a size limit if it is an emptyDir",
                    volume ->
                            volume.getEmptyDir() == null || volume.getEmptyDir().getSizeLimit() != null));

    private static final List<Rule<Container>> CONTAINER = List.of(
            that("runs restricted", container -> CONTAINER_SECURITY.equals(container.getSecurityContext())),
            that(
                    "has a fixed tag",
                    container -> FIXED_TAG.matcher(container.getImage()).matches()),
            that("pulls only if not present", container -> "IfNotPresent".equals(container.getImagePullPolicy())),
            that("has a memory limit", container -> limits(container).containsKey("memory")),
            that("requests the memory it is limited to", PodPolicy::requestsItsMemory),
            that("requests CPU", container -> requests(container).containsKey("cpu")),
            that("has no lifecycle hook", container -> container.getLifecycle() == null),
            that(
                    "has no port on the host",
                    container -> container.getPorts().stream().allMatch(port -> port.getHostPort() == null)),
            that(
                    "mounts nothing by subPath",
                    container -> container.getVolumeMounts().stream()
                            .allMatch(mount -> mount.getSubPath() == null && mount.getSubPathExpr() == null)),
            that(
                    "says its last words in its status",
                    container -> "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy())),
            that("is started once its own /livez answers", c -> "/livez".equals(ownPath(c, c.getStartupProbe()))),
            that("lives while its own /livez answers", c -> "/livez".equals(ownPath(c, c.getLivenessProbe()))));

    private static final List<Rule<Container>> SIDECAR = List.of(
            that("is a native sidecar", container -> "Always".equals(container.getRestartPolicy())),
            that("has no readiness probe", container -> container.getReadinessProbe() == null),
            that(
                    "is limited to 128Mi",
                    container -> new Quantity("128Mi").equals(limits(container).get("memory"))),
            that("waits for a valid configuration", c -> c.getArgs().contains("--on-invalid=wait")));

    private static final List<Rule<Container>> APP =
            List.of(that("is ready when it says so itself", c -> ownPath(c, c.getReadinessProbe()) != null));

    private PodPolicy() {}

    /// The rules that the Pod breaks, each a sentence.
    static List<String> brokenBy(PodSpec pod) {
        return Stream.of(
                        Rule.broken(POD, "the Pod", pod),
                        pod.getVolumes().stream().flatMap(v -> Rule.broken(VOLUME, v.getName(), v)),
                        RenderedManifests.containers(pod).flatMap(c -> Rule.broken(CONTAINER, c.getName(), c)),
                        pod.getInitContainers().stream().flatMap(c -> Rule.broken(SIDECAR, c.getName(), c)),
                        pod.getContainers().stream().flatMap(c -> Rule.broken(APP, c.getName(), c)))
                .flatMap(broken -> broken)
                .toList();
    }

    private static boolean no(@Nullable Boolean flag) {
        return Boolean.FALSE.equals(flag);
    }

    private static boolean staysOffTheHost(PodSpec pod) {
        return Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC())
                .noneMatch(Boolean.TRUE::equals);
    }

    private static boolean requestsItsMemory(Container container) {
        return Objects.equals(
                requests(container).get("memory"), limits(container).get("memory"));
    }

    private static Map<String, Quantity> limits(Container container) {
        return requireNonNullElse(container.getResources(), new ResourceRequirements())
                .getLimits();
    }

    private static Map<String, Quantity> requests(Container container) {
        return requireNonNullElse(container.getResources(), new ResourceRequirements())
                .getRequests();
    }

    /// What the probe asks for at the container's own port; null if it asks elsewhere, or there is none.
    private static @Nullable String ownPath(Container container, @Nullable Probe probe) {
        HTTPGetAction get = probe == null ? null : probe.getHttpGet();
        if (get == null || get.getHost() != null) {
            return null;
        }
        boolean own = container.getPorts().stream().anyMatch(port -> isMeant(port, get.getPort()));
        return own ? get.getPath() : null;
    }

    private static boolean isMeant(ContainerPort port, IntOrString reference) {
        Object value = reference.getStrVal() == null ? reference.getIntVal() : reference.getStrVal();
        return value.equals(port.getName()) || value.equals(port.getContainerPort());
    }
}
