package io.sidecars.demoapp.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.stream.Stream;

/// The documents that came out of one kustomization.
record RenderedManifests(List<HasMetadata> documents) {

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        return all(type).stream()
                .filter(document -> document.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + type.getSimpleName() + " " + name));
    }

    List<PodSpec> pods() {
        return all(Deployment.class).stream()
                .map(deployment -> deployment.getSpec().getTemplate().getSpec())
                .toList();
    }

    PodSpec pod(String deployment) {
        return one(Deployment.class, deployment).getSpec().getTemplate().getSpec();
    }

    static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }
}
