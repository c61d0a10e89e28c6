package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a published copy: a rejected version is rolled back.
class RollbackTest {
    private static final Map<String, String> BLUE = Map.of("color", "blue");
    private static final Map<String, String> GREEN = Map.of("color", "green");
    private static final Map<String, String> RED = Map.of("color", "red");
    private static final Answer NO = Answer.of(422, "{\"error\":\"no such color\"}");

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private final TestApp second = new TestApp();
    private Path published;
    private Pod pod;

    @BeforeEach
    void start() {
        published = temporary.resolve("published");
        pod = pod("", Pod.withStatus("app", app));
        pod.mount(BLUE);
    }

    @AfterEach
    void close() {
        app.close();
        second.close();
        vertx.close().await();
    }

    private Pod pod(String settings, String... targets) {
        Path mount = temporary.resolve("mount");
        return new Pod(
                mount,
                vertx,
                "sources: [{name: app, path: %s}]\npublish: {path: %s}\n%s".formatted(mount, published, settings),
                targets);
    }

    private String color() throws IOException {
        return Files.readString(published.resolve("color"));
    }

    @Test
    void theCopyIsPublishedBeforeTheAppIsTold() throws IOException {
        app.inFlight = () -> assertThat(published.resolve("color")).hasContent("green");

        pod.mount(GREEN);

        assertThat(color()).isEqualTo("green");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.status().published())
                .isEqualTo(new StatusSnapshot.Published(pod.mounted(), pod.mounted(), false));
        assertThat(pod.status().history().getFirst().phases().published()).isNotNull();
    }

    @Test
    void aRejectedVersionIsRolledBackAndNotToldAgain() throws IOException {
        String blue = pod.mounted();
        app.next(NO);
        pod.mount(GREEN);

        assertThat(color()).isEqualTo("blue");
        assertThat(app.versions()).containsExactly(blue, pod.mounted());
        assertThat(pod.target(0)).isEqualTo(new StatusSnapshot.TargetStatus("app", TargetState.IN_SYNC, blue, ""));
        assertThat(pod.status().mounted().message())
                .isEqualTo("it was rejected and rolled back: app: 422 no such color");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
        assertThat(pod.status().history().getFirst().reason()).isEqualTo("app: 422 no such color");
        assertThat(pod.metrics.get("config_watcher_rolled_back").gauge().value())
                .isOne();
        assertThat(pod.metrics.get("config_watcher_rollbacks").counter().count())
                .isOne();

        pod.pass(Duration.ofHours(1));
        assertThat(app.signals).hasSize(2);
    }

    /// The app reads the copy while it works, so the copy must not change under it either.
    @Test
    void aVersionThatIsBeingConfirmedIsAcceptedBeforeTheNextOneIsPublished() throws IOException {
        app.next(new Answer(202, Map.of(), "", false), NO);
        pod.mount(GREEN);
        String green = pod.mounted();
        pod.mount(RED);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.CONFIRMING);
        assertThat(color()).isEqualTo("green");

        app.running = green;
        pod.pass(Duration.ofSeconds(1));

        assertThat(app.versions()).endsWith(green, pod.mounted());
        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().published()).isEqualTo(new StatusSnapshot.Published(green, green, false));
        assertThat(pod.status().history())
                .extracting(StatusSnapshot.Entry::outcome)
                .containsExactly(VersionOutcome.ROLLED_BACK, VersionOutcome.ACCEPTED, VersionOutcome.ACCEPTED);
        assertThat(versions("superseded")).isZero();
    }

    @Test
    void aVersionThatIsNeverConfirmedHoldsBackTheNextOneForTheTimeoutOnly() throws IOException {
        app.next(new Answer(202, Map.of(), "", false));
        pod.mount(GREEN);
        pod.mount(RED);

        pod.pass(Duration.ofSeconds(11));

        assertThat(color()).isEqualTo("red");
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(versions("superseded")).isOne();
    }

    @Test
    void aVersionIsAcceptedAlthoughTheNextOneWasMountedDuringItsSignal() throws IOException {
        pod = pod("", Pod.withoutStatus("app", app));
        pod.settle();
        swapDuringTheNextSignal(RED);
        app.next(Answer.of(200, ""), NO);

        pod.mount(GREEN);

        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().published())
                .matches(copy -> copy != null && Objects.equals(copy.version(), copy.accepted()));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void theVeryFirstVersionIsRestoredAlthoughTheNextOneWasMountedDuringItsSignal() throws IOException {
        published = temporary.resolve("copy");
        swapDuringTheNextSignal(RED);
        pod = pod("", Pod.withoutStatus("app", second));
        second.next(Answer.of(200, ""), NO);

        pod.mount(GREEN);

        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
    }

    @Test
    void aConfirmationThatCannotBeSavedHoldsBackTheNextVersion() throws IOException {
        Path accepted = published.resolve("..accepted");
        Files.delete(accepted);
        Path inTheWay = Files.createFile(Files.createDirectory(accepted).resolve("file"));
        pod.mount(GREEN);
        pod.mount(RED);
        pod.pass(Duration.ofSeconds(5));
        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().mounted().message()).startsWith("the published copy cannot be changed: ");

        Files.delete(inTheWay);
        Files.delete(accepted);
        app.next(NO);
        pod.pass(Duration.ofSeconds(2));

        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
    }

    private void swapDuringTheNextSignal(Map<String, String> payload) {
        Runnable swap = () -> {
            app.inFlight = () -> {};
            second.inFlight = () -> {};
            pod.swapAndWake(payload);
        };
        app.inFlight = swap;
        second.inFlight = swap;
    }

    private double versions(String outcome) {
        return pod.metrics
                .get("config_watcher_versions")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void targetsThatHadAcceptedTheVersionAreToldOfTheRollbackOnce() {
        pod = pod("", Pod.withStatus("app", app), Pod.withStatus("second", second));
        pod.settle();
        String blue = pod.mounted();
        second.next(NO);

        pod.mount(GREEN);

        assertThat(app.versions()).endsWith(pod.mounted(), blue);
        assertThat(second.versions()).endsWith(pod.mounted());
        assertThat(app.running).isEqualTo(blue);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.target(1).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aRestartedWatcherRemembersTheRejection() throws IOException {
        app.next(NO);
        pod.mount(GREEN);

        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(10));

        assertThat(app.signals).hasSize(2);
        assertThat(color()).isEqualTo("blue");
        assertThat(pod.status().mounted().message()).contains("no such color");
    }

    /// After a crash between the two steps the version must not be told once more.
    @Test
    void aRejectionIsSavedBeforeTheVersionIsRolledBack() throws IOException {
        Path stateFile = published.resolve("..state.json");
        Files.delete(stateFile);
        Path inTheWay = Files.createFile(Files.createDirectory(stateFile).resolve("file"));
        app.next(NO);

        pod.mount(GREEN);
        assertThat(color()).isEqualTo("green");
        assertThat(pod.status().mounted().message()).startsWith("the published copy cannot be changed: ");

        Files.delete(inTheWay);
        Files.delete(stateFile);
        pod.pass(Duration.ofSeconds(2));
        assertThat(color()).isEqualTo("blue");
        assertThat(stateFile).content().contains("422 no such color");
    }

    @Test
    void aNewerVersionIsToldAtOnce() throws IOException {
        app.next(NO);
        pod.mount(GREEN);

        pod.mount(Map.of("color", "red"));

        assertThat(color()).isEqualTo("red");
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.status().mounted().message()).isNull();
        assertThat(pod.metrics.get("config_watcher_rolled_back").gauge().value())
                .isZero();
    }

    @Test
    void mountingTheAcceptedVersionAgainNeedsNoSignal() {
        app.next(NO);
        pod.mount(GREEN);

        pod.mount(BLUE);

        assertThat(app.signals).hasSize(2);
        assertThat(pod.status().mounted().message()).isNull();
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
    }

    @Test
    void anOperatorCanRetryARejectedVersion() throws IOException {
        app.next(NO);
        pod.mount(GREEN);

        pod.retry();

        assertThat(color()).isEqualTo("green");
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aVersionThatIsTriedAgainStaysOneRowAndCountsOnce() {
        app.next(NO, NO);
        pod.mount(GREEN);

        pod.retry();

        assertThat(app.signals).hasSize(3);
        assertThat(pod.status().history())
                .extracting(StatusSnapshot.Entry::outcome)
                .containsExactly(VersionOutcome.ROLLED_BACK, VersionOutcome.ACCEPTED);
        assertThat(pod.status().history().getFirst().attempts()).isEqualTo(2);
        assertThat(versions("rejected")).isOne();
        assertThat(versions("rolled_back")).isOne();
        assertThat(versions("superseded")).isZero();
    }

    @Test
    void aRestartedWatcherShowsTheRejectionInItsHistory() {
        app.next(NO);
        pod.mount(GREEN);

        pod.restartTheWatcher();

        assertThat(pod.status().history()).hasSize(1);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
        assertThat(pod.status().history().getFirst().reason()).isEqualTo("app: 422 no such color");
    }

    @Test
    void whenTheRollbackIsRejectedTooNoTargetIsToldAnything() throws IOException {
        pod = pod("", Pod.withStatus("app", app), Pod.withStatus("second", second));
        pod.settle();
        second.next(NO);
        app.next(Answer.of(200, ""), Answer.of(422, "{\"error\":\"not that either\"}"));
        pod.mount(GREEN);

        pod.pass(Duration.ofHours(1));

        assertThat(app.signals).hasSize(3);
        assertThat(color()).isEqualTo("blue");
        assertThat(pod.status().published()).matches(copy -> copy != null && copy.stuck());
        assertThat(pod.metrics.get("config_watcher_stuck").gauge().value()).isOne();

        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(1));
        assertThat(app.signals).hasSize(3);

        pod.mount(Map.of("color", "red"));
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.metrics.get("config_watcher_stuck").gauge().value()).isZero();
    }

    @Test
    void withoutAnAcceptedVersionARejectedOneIsToldAgainAfterFiveMinutes() throws IOException {
        TestApp never = second;
        Path other = temporary.resolve("other");
        Pod first = new Pod(
                other,
                vertx,
                "sources: [{name: app, path: %s}]\npublish: {path: %s}".formatted(other, temporary.resolve("copy")),
                new String[] {Pod.withStatus("app", never)});
        never.next(NO);

        first.mount(GREEN);
        assertThat(first.target(0).state()).isEqualTo(TargetState.REJECTED);
        first.pass(Duration.ofSeconds(301));

        assertThat(never.signals).hasSize(2);
        assertThat(first.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aVersionThatIsNotConfirmedInTimeCountsAsRejected() throws IOException {
        pod = pod("rollback: {after: 2m}", Pod.withStatus("app", app));
        pod.settle();
        app.inFlight = app::down;
        app.next(Answer.of(500, ""));
        pod.mount(GREEN);

        pod.pass(Duration.ofSeconds(110));
        assertThat(color()).isEqualTo("green");
        pod.pass(Duration.ofSeconds(20));
        assertThat(color()).isEqualTo("blue");
        assertThat(pod.status().mounted().message()).contains("not confirmed within 120 s");

        app.inFlight = () -> {};
        app.running = null;
        app.up();
        pod.pass(Duration.ofMinutes(1));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
    }

    @Test
    void anAppWithoutStatusIsRolledBackToo() throws IOException {
        pod = pod("", Pod.withoutStatus("app", app));
        pod.settle();
        String blue = pod.mounted();
        app.signals.clear();
        app.next(NO);

        pod.mount(GREEN);

        assertThat(color()).isEqualTo("blue");
        assertThat(app.versions()).containsExactly(pod.mounted(), blue); // it may have applied a part of green
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aRestartAfterTheRejectionWasSavedTellsTheAcceptedVersion() throws IOException {
        pod = pod("", Pod.withoutStatus("app", app));
        pod.settle();
        String blue = pod.mounted();
        app.next(NO, Answer.of(500, ""), Answer.of(500, ""));
        pod.mount(GREEN);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.RETRYING);
        app.signals.clear();

        pod.restartTheWatcher();
        assertThat(pod.target(0).state()).isNotEqualTo(TargetState.IN_SYNC);
        pod.pass(Duration.ofSeconds(1));

        assertThat(app.versions()).containsExactly(blue, blue);
        assertThat(color()).isEqualTo("blue");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aCopyThatCannotBeWrittenIsReportedAndRetried() throws IOException {
        Path inTheWay = Files.createDirectory(published.resolve("extra"));
        pod.mount(Map.of("color", "green", "extra", "1"));
        pod.pass(Duration.ofSeconds(10));

        assertThat(color()).isEqualTo("blue");
        assertThat(app.signals).hasSize(1);
        assertThat(pod.status().mounted().message())
                .startsWith("the published copy cannot be changed: ")
                .contains("extra");
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isZero();
        assertThat(pod.target(0).message()).isEqualTo("runs the version before: the published copy cannot be changed");
        assertThat(pod.status().history()).hasSize(2);

        Files.delete(inTheWay);
        pod.pass(Duration.ofSeconds(1));

        assertThat(color()).isEqualTo("green");
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.status().mounted().message()).isNull();
    }
}
