package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.search.RequiredSearch;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration of config-watcher itself changes while it runs.
class OtherConfigurationTest {
    private static final Map<String, String> BLUE = Map.of("color", "blue");
    private static final Map<String, String> GREEN = Map.of("color", "green");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private final TestApp second = new TestApp();
    private String source;
    private Pod pod;

    @BeforeEach
    void start() {
        source = "name: app, path: " + directory.resolve("mount");
        pod = new Pod(directory.resolve("mount"), vertx, settings(""), new String[] {Pod.withoutStatus("app", app)});
        pod.mount(BLUE);
    }

    @AfterEach
    void close() {
        app.close();
        second.close();
        vertx.close().await();
    }

    private String settings(String more) {
        return "sources: [{" + source + more + "}]\n";
    }

    private String publish(String name) {
        return settings("") + "publish: {path: " + directory.resolve(name) + "}\n";
    }

    @Test
    void anAppWhoseTargetHasNotChangedIsNotToldAgain() {
        pod.reload(settings("") + "rehash: 10s", Pod.withoutStatus("app", app));
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.status().history()).hasSize(1);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
    }

    @Test
    void aNewTargetIsToldTheMountedVersionAndTheSeriesOfAFormerOneEnd() {
        pod.reload(settings(""), Pod.withoutStatus("second", second));

        assertThat(second.versions()).containsExactly(pod.mounted());
        assertThat(pod.status().targets())
                .extracting(StatusSnapshot.TargetStatus::name)
                .containsExactly("second");
        for (String name : List.of("config_watcher_in_sync", "config_watcher_rejected", "config_watcher_signals")) {
            assertThat(RequiredSearch.in(pod.metrics).name(name).meters())
                    .as(name)
                    .isNotEmpty()
                    .allMatch(meter -> "second".equals(meter.getId().getTag("target")));
        }
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isOne();
    }

    @Test
    void aTargetThatHasChangedIsToldAnew() {
        pod.reload(settings(""), Pod.withoutStatus("app", second));
        pod.mount(GREEN);

        assertThat(app.signals).hasSize(1);
        assertThat(second.signals).hasSize(2);
    }

    @Test
    void otherSourcesAreOtherVersions() {
        pod.mount(Map.of("color", "blue", "size", "1"));

        pod.reload(settings(", exclude: size"), Pod.withoutStatus("app", app));

        assertThat(app.signals.getLast().path("removed").toString()).isEqualTo("[\"size\"]");
        assertThat(app.running).isEqualTo(pod.mounted());
    }

    /// The version before may be invalid for it, or empty.
    @Test
    void aNewTargetIsToldNothingBeforeAVersionIsValidByTheNewConfiguration() {
        pod.reload(settings(", required: size"), Pod.withoutStatus("app", app), Pod.withoutStatus("second", second));
        pod.pass(Duration.ofMinutes(10));

        assertThat(second.signals).isEmpty();
        assertThat(pod.target(1))
                .isEqualTo(new StatusSnapshot.TargetStatus(
                        "second",
                        TargetState.WAITING,
                        null,
                        "waits for a version that is valid by the new configuration"));

        pod.mount(Map.of("size", "1"));

        assertThat(second.versions()).containsExactly(pod.mounted());
        assertThat(pod.target(1).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aVersionThatFailsTheNewValidationStaysInUseAndTheStatusSaysSo() {
        pod.reload(settings(", required: size"), Pod.withoutStatus("app", app));

        assertThat(pod.status().mounted().validationErrors()).containsExactly("size: is required, but missing");
        assertThat(pod.status().mounted().message())
                .isEqualTo("it does not pass the validation any more, but the apps were told of it before");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
        assertThat(pod.metrics.get("config_watcher_invalid").gauge().value()).isOne();
    }

    @Test
    void aVersionThatPassesTheNewValidationIsTold() {
        pod.reload(settings(", required: size"), Pod.withoutStatus("app", app));
        pod.mount(GREEN);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.INVALID);

        pod.reload(settings(""), Pod.withoutStatus("app", app));

        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
        assertThat(pod.status().history().getFirst().reason()).isNull();
        assertThat(pod.status().history()).hasSize(2);
    }

    @Test
    void aConfigurationThatCannotBeUsedChangesNothing() {
        assertThatThrownBy(() -> pod.reload(publish("mount/inside"), Pod.withoutStatus("second", second)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("is inside the watched source");
        pod.mount(GREEN);

        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.status().published()).isNull();
        assertThat(second.signals).isEmpty();
    }

    @Test
    void aCopyInAnotherDirectoryIsPublishedAcceptedAndRolledBackTo() throws IOException {
        pod.reload(publish("one"), Pod.withoutStatus("app", app));
        pod.reload(publish("two"), Pod.withoutStatus("app", app));
        assertThat(directory.resolve("two/..accepted/color")).hasContent("blue");
        assertThat(app.signals).hasSize(1);

        app.next(Answer.of(422, "no"));
        pod.mount(GREEN);

        assertThat(Files.readString(directory.resolve("two/color"))).isEqualTo("blue");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
        assertThat(directory.resolve("one/color")).hasContent("blue");
    }

    @Test
    void aRejectedVersionIsNotToldAgainBecauseTheConfigurationHasChanged() {
        pod.reload(publish("one"), Pod.withoutStatus("app", app));
        app.next(Answer.of(422, "no"));
        pod.mount(GREEN);
        assertThat(app.signals).hasSize(3); // blue, green, and back

        pod.reload(publish("one") + "rehash: 10s", Pod.withoutStatus("app", app));
        pod.pass(Duration.ofMinutes(6));

        assertThat(app.signals).hasSize(3);
    }

    /// A target that is new does not make the version late that the others have had for long.
    @Test
    void theTimeForAConfirmationBeginsWithTheNewConfiguration() throws IOException {
        String rollback = publish("one") + "rollback: {after: 1m}\n";
        pod.reload(rollback, Pod.withoutStatus("app", app));
        pod.mount(GREEN);
        pod.pass(Duration.ofMinutes(5));
        second.down();

        pod.reload(rollback, Pod.withoutStatus("app", app), Pod.withoutStatus("second", second));
        pod.pass(Duration.ofMinutes(5));

        assertThat(directory.resolve("one/color")).hasContent("green");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
    }

    @Test
    void anAppOfBeforeCannotHaveACredentialOfANewTargetShown() {
        String headers = "headers: {X-Key: of-the-second}";
        pod.reload(
                settings(""),
                Pod.withoutStatus("app", app),
                "{name: second, signal: {url: '%s', %s}}".formatted(second.signalUrl(), headers));
        app.next(Answer.of(422, "{\"error\":\"of-the-second is wrong\"}"));

        pod.mount(GREEN);

        assertThat(pod.target(0).message()).isEqualTo("422 **** is wrong");
    }
}
