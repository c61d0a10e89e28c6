package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.TestApp;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mounted version is validated before an app is told of it.
class ValidityTest {
    private static final Map<String, String> GOOD = Map.of("app.yaml", "color: blue\n");
    private static final Map<String, String> BAD = Map.of("app.yaml", "color: blue\ncolor: green\n");

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private Pod pod;

    @BeforeEach
    void start() {
        Path mount = temporary.resolve("mount");
        pod = new Pod(mount, vertx, """
                sources: [{name: app, path: %s, required: [app.yaml], validate: [{keys: "*.yaml", format: yaml}]}]
                publish: {path: %s}
                """.formatted(mount, temporary.resolve("published")), new String[] {
            Pod.withStatus("app", app)
        });
    }

    @AfterEach
    void close() {
        app.close();
        vertx.close().await();
    }

    @Test
    void anInvalidVersionIsNeitherToldNorPublishedAndTheStateSaysWhy() {
        pod.mount(GOOD);
        String good = pod.mounted();

        pod.mount(BAD);
        pod.pass(Duration.ofMinutes(10));

        assertThat(app.signals).hasSize(1);
        assertThat(Files.exists(temporary.resolve("published/app.yaml"))).isTrue();
        assertThat(temporary.resolve("published/app.yaml")).hasContent("color: blue\n");
        StatusSnapshot status = pod.status();
        assertThat(status.mounted().version()).isNotEqualTo(good);
        assertThat(status.mounted().message()).isEqualTo("it is invalid: the apps keep the version before it");
        assertThat(status.mounted().validationErrors())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("app.yaml:2:1: ");
        assertThat(status.targets().getFirst().running()).isEqualTo(good);
        assertThat(status.history())
                .extracting(StatusSnapshot.Entry::outcome)
                .containsExactly(VersionOutcome.INVALID, VersionOutcome.ACCEPTED);
        assertThat(pod.metrics.get("config_watcher_invalid").gauge().value()).isOne();
    }

    /// Also back to the very version that was valid before.
    @Test
    void aFixedVersionIsToldAndTheOldOneNeedsNoSignal() {
        pod.mount(GOOD);
        pod.mount(BAD);
        pod.mount(GOOD);
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.metrics.get("config_watcher_invalid").gauge().value()).isZero();
        assertThat(pod.status().mounted().message()).isNull();
        assertThat(pod.status().history())
                .extracting(StatusSnapshot.Entry::outcome)
                .isEqualTo(List.of(VersionOutcome.ACCEPTED, VersionOutcome.INVALID, VersionOutcome.ACCEPTED));

        pod.mount(Map.of("app.yaml", "color: green\n"));
        assertThat(app.running).isEqualTo(pod.mounted());
    }

    @Test
    void anInvalidFirstVersionIsNotTold() {
        pod.mount(Map.of("other", ""));
        assertThat(app.signals).isEmpty();
        assertThat(pod.target(0).state()).isEqualTo(TargetState.WAITING);
        assertThat(pod.status().mounted().validationErrors()).hasSize(1);

        pod.mount(GOOD);

        assertThat(app.running).isEqualTo(pod.mounted());
    }
}
