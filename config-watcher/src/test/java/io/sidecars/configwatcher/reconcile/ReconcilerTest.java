package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exchanges with an app that has a status.
class ReconcilerTest {
    private static final Map<String, String> BLUE = Map.of("color", "blue");
    private static final Map<String, String> GREEN = Map.of("color", "green");

    @TempDir
    Path mount;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();

    @AfterEach
    void close() {
        app.close();
        vertx.close().await();
    }

    private Pod pod() {
        return new Pod(mount, vertx, Pod.withStatus("app", app));
    }

    @Test
    void tellsTheAppOnceWhatChanged() {
        Pod pod = pod();
        pod.mount(Map.of("kept", "1", "changed", "1", "removed", "1"));
        String before = pod.mounted();

        pod.mount(Map.of("kept", "1", "changed", "2", "added", "1"));
        pod.pass(Duration.ofMinutes(2));

        assertThat(app.signals).hasSize(2);
        assertThat(app.signals.get(1))
                .hasToString("{\"version\":\"" + pod.mounted() + "\",\"previous\":\"" + before
                        + "\",\"added\":[\"added\"],\"changed\":[\"changed\"],\"removed\":[\"removed\"]}");
        assertThat(pod.target(0))
                .isEqualTo(new StatusSnapshot.TargetStatus("app", TargetState.IN_SYNC, pod.mounted(), ""));
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isOne();
    }

    /// A minute without a pause of more than 300 ms.
    @Test
    void swapsThatNeverPauseAreToldOneByOne() {
        Pod pod = pod();
        for (int i = 0; i < 200; i++) {
            pod.mount(Map.of("n", "" + i));
            assertThat(app.running).isEqualTo(pod.mounted());
            pod.pass(Duration.ofMillis(300));
        }

        assertThat(app.signals).hasSize(200);
    }

    @Test
    void aSwapDuringASlowReloadIsToldAfterIt() {
        Pod pod = pod();
        app.inFlight = () -> {
            app.inFlight = () -> {};
            pod.mountUnseen(GREEN);
        };

        pod.mount(BLUE);
        pod.settle();

        assertThat(app.signals).hasSize(2);
        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(app.mostAtOnce).hasValue(1);
    }

    @Test
    void anAppThatComesUpLaterIsToldWithinAnInterval() {
        app.down();
        Pod pod = pod();
        pod.mount(BLUE);
        pod.pass(Duration.ofMinutes(3));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.WAITING);

        app.up();
        pod.pass(Duration.ofSeconds(5));

        assertThat(app.versions()).containsExactly(pod.mounted());
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aFailureIsToldAgainWithBackOff() {
        app.next(Answer.of(500, "oops"), Answer.of(503, ""), Answer.of(500, ""));
        Pod pod = pod();
        pod.mount(BLUE);
        assertThat(pod.target(0))
                .isEqualTo(new StatusSnapshot.TargetStatus("app", TargetState.RETRYING, null, "500 oops"));

        pod.pass(Duration.ofMillis(200));
        assertThat(app.signals).hasSize(1);
        pod.pass(Duration.ofMillis(100));
        assertThat(app.signals).hasSize(2);
        pod.pass(Duration.ofMillis(500));
        assertThat(app.signals).hasSize(3);
        pod.pass(Duration.ofSeconds(1));
        assertThat(app.signals).hasSize(4);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void retryAfterIsHonouredUpToFiveMinutesAlsoForANewerVersion() {
        app.next(new Answer(503, Map.of("Retry-After", "1000"), "", false));
        Pod pod = pod();
        pod.mount(BLUE);

        pod.pass(Duration.ofMinutes(2));
        pod.mount(GREEN);
        pod.pass(Duration.ofSeconds(179));
        assertThat(app.signals).hasSize(1);

        pod.pass(Duration.ofSeconds(2));
        assertThat(app.versions()).hasSize(2).last().isEqualTo(pod.mounted());
    }

    @Test
    void acceptedForWorkIsAskedUntilItIsDone() {
        app.next(new Answer(202, Map.of(), "", false));
        Pod pod = pod();
        pod.mount(BLUE);
        pod.pass(Duration.ofSeconds(1));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.CONFIRMING);

        app.running = pod.mounted();
        pod.pass(Duration.ofMillis(600));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(app.signals).hasSize(1);
    }

    @Test
    void acceptedForWorkIsNotInterruptedByANewerVersion() {
        app.next(new Answer(202, Map.of(), "", false));
        Pod pod = pod();
        pod.mount(BLUE);
        String blue = pod.mounted();
        pod.mount(GREEN);
        assertThat(app.signals).hasSize(1);

        app.running = blue;
        pod.pass(Duration.ofMillis(600));

        assertThat(app.versions()).containsExactly(blue, pod.mounted());
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aStatusThatContradictsAnAcceptingAnswerIsNotHammered() {
        for (int i = 0; i < 100; i++) {
            app.next(new Answer(200, Map.of(), "", false));
        }
        app.running = "sha256:old";
        Pod pod = pod();
        pod.mount(BLUE);
        pod.pass(Duration.ofMinutes(5));

        assertThat(pod.target(0).state()).isIn(TargetState.CONFIRMING, TargetState.RETRYING);
        assertThat(app.signals).hasSizeBetween(10, 20);
    }

    @Test
    void aRejectedVersionIsShownAndTriedAgainAfterFiveMinutes() {
        app.next(Answer.of(422, "{\"error\":\"no such database\"}"), Answer.of(422, "{\"error\":\"still none\"}"));
        Pod pod = pod();
        pod.mount(BLUE);
        assertThat(pod.target(0))
                .isEqualTo(new StatusSnapshot.TargetStatus("app", TargetState.REJECTED, null, "422 no such database"));
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.REJECTED);

        pod.pass(Duration.ofSeconds(299));
        assertThat(app.signals).hasSize(1);
        pod.pass(Duration.ofSeconds(2));
        assertThat(app.signals).hasSize(2);
        assertThat(pod.target(0).message()).isEqualTo("422 still none");
    }

    @Test
    void aNewerVersionThanTheRejectedOneIsToldAtOnce() {
        app.next(Answer.of(422, ""));
        Pod pod = pod();
        pod.mount(BLUE);

        pod.mount(GREEN);

        assertThat(app.signals).hasSize(2);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void goingBackFromARejectedVersionNeedsNoSignalIfTheStatusConfirms() {
        Pod pod = pod();
        pod.mount(BLUE);
        app.next(Answer.of(422, ""));
        pod.mount(GREEN);

        pod.mount(BLUE);

        assertThat(app.signals).hasSize(2);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.status().history())
                .extracting(StatusSnapshot.Entry::outcome)
                .containsExactly(VersionOutcome.ACCEPTED, VersionOutcome.REJECTED, VersionOutcome.ACCEPTED);
    }

    @Test
    void anAppThatRestartsWithAnotherVersionIsToldAgain() {
        Pod pod = pod();
        pod.mount(BLUE);
        app.down();
        pod.pass(Duration.ofSeconds(20));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.RETRYING);

        app.running = "sha256:of-its-image";
        app.up();
        pod.pass(Duration.ofSeconds(5));

        assertThat(app.versions()).containsExactly(pod.mounted(), pod.mounted());
        assertThat(app.signals.getLast().path("previous").isNull()).isTrue();
        assertThat(app.signals.getLast().path("added").toString()).isEqualTo("[\"color\"]");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aWatcherThatRestartsTellsNothingThatTheAppRunsAlready() {
        Pod pod = pod();
        pod.mount(BLUE);

        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aWatcherThatRestartsTellsWhatItMissed() {
        Pod pod = pod();
        pod.mount(BLUE);
        pod.mountUnseen(GREEN);

        pod.restartTheWatcher();

        assertThat(app.versions()).hasSize(2).last().isEqualTo(pod.mounted());
    }

    @Test
    void aSwapWithTheSameContentsIsNoChange() {
        Pod pod = pod();
        pod.mount(BLUE);

        pod.mount(BLUE);
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.status().history()).hasSize(1);
    }

    @Test
    void aChangeWithoutAnyEventIsFoundByTheRehash() {
        Pod pod = pod();
        pod.mount(BLUE);
        pod.mountUnseen(GREEN);

        pod.pass(Duration.ofSeconds(29));
        assertThat(app.signals).hasSize(1);
        pod.pass(Duration.ofSeconds(2));
        assertThat(app.signals).hasSize(2);
    }

    @Test
    void aWallClockThatJumpsChangesNothing() {
        app.next(Answer.of(422, ""));
        Pod pod = pod();
        pod.mount(BLUE);

        pod.time.correctTheWallClock(Duration.ofHours(1));
        pod.pass(Duration.ofSeconds(299));
        assertThat(app.signals).hasSize(1);
        pod.time.correctTheWallClock(Duration.ofHours(-2));
        pod.pass(Duration.ofSeconds(2));
        assertThat(app.signals).hasSize(2);
    }

    @Test
    void anAppThatHangsHoldsUpNoLaterSwap() {
        Pod pod = new Pod(mount, vertx, Pod.withStatus("app", app, "2s"));
        pod.mount(BLUE);
        app.inFlight = () -> {
            app.inFlight = () -> {};
            app.hang();
        };
        pod.mount(Map.of("color", "red"));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.RETRYING);
        assertThat(pod.target(0).message()).contains("no response within 2000 ms");

        pod.mount(GREEN);

        assertThat(app.running).isEqualTo(pod.mounted());
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void theHistoryTellsEachPhaseAndHoldsTwentyVersions() {
        Pod pod = pod();
        app.inFlight = () -> pod.time.pass(Duration.ofMillis(7));
        for (int i = 0; i < 25; i++) {
            pod.mount(Map.of("n", "" + i));
        }

        assertThat(pod.status().history()).hasSize(20);
        StatusSnapshot.Entry newest = pod.status().history().getFirst();
        assertThat(newest.version()).isEqualTo(pod.mounted());
        assertThat(newest.phases()).isEqualTo(new StatusSnapshot.Phases(0, 0L, null, 0L, 7L));
        assertThat(newest.attempts()).isOne();
        assertThat(newest.outcome()).isEqualTo(VersionOutcome.ACCEPTED);
    }

    /// Whatever the reason is that the sources cannot be read.
    @Test
    void nothingIsInSyncWhileItIsNotKnownWhatIsMounted() throws IOException {
        Pod pod = pod();
        pod.mount(BLUE);
        String blue = pod.mounted();
        Path gone = mount.resolveSibling(mount.getFileName() + ".gone");
        Files.move(mount, gone);

        pod.settle();

        assertThat(pod.metrics.get("config_watcher_unreadable").gauge().value()).isOne();
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isZero();
        assertThat(pod.target(0))
                .isEqualTo(new StatusSnapshot.TargetStatus(
                        "app", TargetState.WAITING, blue, "runs the version before: the sources cannot be read"));
        assertThat(pod.status().mounted().message()).isEqualTo(mount + " does not exist");

        Files.move(gone, mount);
        pod.pass(Duration.ofSeconds(1));

        assertThat(pod.metrics.get("config_watcher_unreadable").gauge().value()).isZero();
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isOne();
        assertThat(app.signals).hasSize(1);
    }

    @Test
    void aRejectionIsMeasuredWithoutAGapWhileTheVersionIsToldAgain() {
        app.next(Answer.of(422, ""), Answer.of(422, ""), Answer.of(500, ""));
        Pod pod = pod();
        pod.mount(BLUE);
        app.inFlight = () -> assertThat(rejected(pod)).isOne();

        pod.pass(Duration.ofMinutes(10));
        assertThat(app.signals).hasSize(3);
        assertThat(rejected(pod)).isOne();
        app.inFlight = () -> {};
        pod.pass(Duration.ofSeconds(1));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(rejected(pod)).isZero();
    }

    private static double rejected(Pod pod) {
        return pod.metrics.get("config_watcher_rejected").gauge().value();
    }

    @Test
    void saysWhyNothingIsMounted() {
        Path absent = mount.resolve("absent");
        Pod pod = new Pod(absent, vertx, Pod.withStatus("app", app));
        pod.settle();

        assertThat(pod.status().mounted())
                .isEqualTo(new StatusSnapshot.Mounted(null, null, absent + " does not exist", List.of(), List.of()));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.WAITING);

        pod.mountUnseen(BLUE);
        pod.pass(Duration.ofSeconds(1));

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aStatusThatFailsOnceIsNoReasonToTellAgain() {
        Pod pod = pod();
        pod.mount(Map.of("color", "blue"));

        app.statusAnswers.add(Answer.of(503, "busy"));
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aRejectedVersionStaysRejectedWhileTheAppIsSilent() {
        app.next(Answer.of(422, "{\"error\":\"no such database\"}"), Answer.of(422, "{\"error\":\"again\"}"));
        Pod pod = pod();
        pod.mount(Map.of("color", "blue"));

        app.down();
        pod.pass(Duration.ofSeconds(10));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.REJECTED);
        app.up();
        pod.pass(Duration.ofSeconds(280));

        assertThat(app.signals).hasSize(1);
        assertThat(pod.target(0).message()).isEqualTo("422 no such database");
        pod.pass(Duration.ofSeconds(20));
        assertThat(app.signals).hasSize(2);
    }

    @Test
    void whateverTheAppSaysIsShownInOneShortLine() {
        Pod pod = pod();
        app.running = "x".repeat(100_000);
        app.next(new Answer(202, Map.of(), "", false));

        pod.mount(Map.of("color", "blue"));

        assertThat(pod.target(0).toString()).hasSizeLessThan(1000);
    }

    @Test
    void anAppThatKeepsGoingBackIsToldMoreAndMoreRarely() {
        Pod pod = pod();
        pod.mount(BLUE);
        for (int i = 0; i < 600; i++) {
            app.running = "sha256:old";
            pod.pass(Duration.ofSeconds(1));
        }

        assertThat(app.signals).hasSizeBetween(5, 40);
    }

    @Test
    void anAppThatGoesBackAfterALongTimeIsToldAtOnce() {
        Pod pod = pod();
        pod.mount(BLUE);
        pod.pass(Duration.ofMinutes(2));
        app.running = "sha256:old";

        pod.pass(Duration.ofSeconds(5));

        assertThat(app.signals).hasSize(2);
    }

    @Test
    void anAppThatIsHeldBackIsAskedAllTheSame() {
        try (TestApp second = new TestApp()) {
            Pod pod = new Pod(mount, vertx, Pod.withStatus("app", app), Pod.withStatus("second", second));
            app.next(Answer.of(422, ""));
            second.running = "sha256:of-its-image";
            pod.mount(BLUE);

            assertThat(second.signals).isEmpty();
            assertThat(pod.target(1))
                    .isEqualTo(new StatusSnapshot.TargetStatus(
                            "second", TargetState.WAITING, "sha256:of-its-image", "waits until app is in sync"));
        }
    }

    @Test
    void anOperatorCanHaveARejectedVersionToldOnceMore() {
        app.next(Answer.of(422, ""));
        Pod pod = pod();
        pod.mount(BLUE);

        pod.retry();

        assertThat(app.signals).hasSize(2);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aPushCarriesTheFiles() {
        Pod pod = new Pod(
                mount,
                vertx,
                "{name: app, signal: {url: '%s', body: push}, status: {url: '%s', timeout: 10s}}"
                        .formatted(app.signalUrl(), app.statusUrl()));
        pod.mount(BLUE);

        assertThat(app.signals.getFirst().at("/files/color").asText()).isEqualTo("Ymx1ZQ==");
        assertThat(app.running).isEqualTo(pod.mounted());
    }

    @Test
    void nothingThatAnAppRepeatsOfASecretIsShown() {
        app.next(Answer.of(422, "{\"error\":\"password hunter22 is wrong\"}"));
        Pod pod = new Pod(mount, vertx, "sources: [{name: app, path: " + mount + ", secret: true}]", new String[] {
            Pod.withStatus("app", app)
        });
        pod.mount(Map.of("password", "hunter22\n"));

        assertThat(pod.target(0).message()).isEqualTo("422 password **** is wrong");
    }
}
