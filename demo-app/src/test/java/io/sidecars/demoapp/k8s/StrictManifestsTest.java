package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictManifestsTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: some
              labels: {app.kubernetes.io/name: some}
            spec:
              replicas: 1
              template:
                spec:
                  enableServiceLinks: false
                  containers:
                    - name: app
                      ports: [{containerPort: 8080}]
                      livenessProbe: {httpGet: {path: /livez, port: 8080}}
                      resources: {limits: {memory: 128Mi}}
            """;

    @Test
    void aRightManifestIsRead() {
        assertThat(StrictManifests.parse(DEPLOYMENT)).hasSize(1);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("replicas: 1", "replica: 1", "replica"),
                Arguments.of("enableServiceLinks", "enableServiceLink", "enableServiceLink"),
                Arguments.of("containerPort: 8080", "containerport: 8080", "containerport"),
                Arguments.of("path: /livez", "paht: /livez", "paht"),
                Arguments.of("limits:", "limit:", "limit"),
                Arguments.of("metadata:", "metadat:", "metadat"),
                Arguments.of("replicas: 1", "replicas: '1'", "String value"),
                Arguments.of("enableServiceLinks: false", "enableServiceLinks: 'false'", "String value"),
                Arguments.of("name: some}", "name: 1}", "Integer value"),
                Arguments.of("name: some}", "name: true}", "Boolean value"),
                Arguments.of("replicas: 1", "replicas: 1\n  replicas: 2", "duplicate key"),
                Arguments.of("kind: Deployment", "kind: Deploiment", "no model for apps/v1/Deploiment"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeFails(String right, String wrong, String complaint) {
        String manifest = DEPLOYMENT.replace(right, wrong);

        assertThat(manifest).isNotEqualTo(DEPLOYMENT);
        assertThatThrownBy(() -> StrictManifests.parse(manifest)).hasMessageContaining(complaint);
    }
}
