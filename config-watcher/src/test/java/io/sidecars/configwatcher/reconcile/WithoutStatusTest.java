package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Apps without a status, whose answer to the signal confirms; several targets; plain directories.
class WithoutStatusTest {
    private static final Map<String, String> BLUE = Map.of("color", "blue");
    private static final Map<String, String> GREEN = Map.of("color", "green");

    @TempDir
    Path mount;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private final TestApp second = new TestApp();

    @AfterEach
    void close() {
        app.close();
        second.close();
        vertx.close().await();
    }

    private Pod pod() {
        return new Pod(mount, vertx, Pod.withoutStatus("app", app));
    }

    @Test
    void anyAnswerOfTheTwoHundredsConfirms() {
        app.next(Answer.of(204, ""), Answer.of(202, ""), Answer.of(200, "reloaded"));
        Pod pod = pod();
        for (Map<String, String> payload : List.of(BLUE, GREEN, BLUE)) {
            pod.mount(payload);
            assertThat(pod.target(0))
                    .isEqualTo(new StatusSnapshot.TargetStatus("app", TargetState.IN_SYNC, pod.mounted(), ""));
        }
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(3);
        assertThat(app.asked).hasValue(0);
    }

    @Test
    void anAnswerThatNamesAnotherVersionDoesNotConfirm() {
        app.next(Answer.of(200, "{\"version\":\"sha256:other\"}"));
        Pod pod = pod();
        pod.mount(BLUE);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.RETRYING);
        assertThat(pod.target(0).running()).isEqualTo("sha256:other");

        pod.pass(Duration.ofMillis(300));

        assertThat(app.signals).hasSize(2);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aWatcherThatRestartsTellsOnce() {
        Pod pod = pod();
        pod.mount(BLUE);

        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(1));

        assertThat(app.signals).hasSize(2);
    }

    @Test
    void anAppThatComesUpLaterIsToldWithinOneBackOffStep() {
        app.down();
        Pod pod = pod();
        pod.mount(BLUE);
        pod.pass(Duration.ofMinutes(3));
        assertThat(pod.target(0).state()).isEqualTo(TargetState.WAITING);

        app.up();
        pod.pass(Duration.ofSeconds(30));

        assertThat(app.versions()).containsExactly(pod.mounted());
    }

    @Test
    void aSignalWithoutAnswerMayHaveWorkedSoTheOldVersionIsToldAgain() {
        Pod pod = new Pod(mount, vertx, Pod.withoutStatus("app", app, "2s"));
        pod.mount(BLUE);
        app.inFlight = () -> {
            app.inFlight = () -> {};
            app.hang();
        };
        pod.mount(GREEN);

        pod.mount(BLUE);

        assertThat(app.versions()).hasSize(3).last().isEqualTo(pod.mounted());
    }

    /// The app may have applied a part of what it rejected.
    @Test
    void goingBackFromARejectedVersionIsTold() {
        Pod pod = pod();
        pod.mount(BLUE);
        app.next(Answer.of(422, ""));
        pod.mount(GREEN);
        assertThat(pod.target(0).running()).isNull();

        app.inFlight = () -> assertThat(
                        pod.metrics.get("config_watcher_in_sync").gauge().value())
                .isZero();
        pod.mount(BLUE);

        assertThat(app.versions()).hasSize(3).last().isEqualTo(pod.mounted());
        assertThat(app.signals.getLast().path("previous").isNull()).isTrue();
        assertThat(app.signals.getLast().path("added").toString()).isEqualTo("[\"color\"]");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aRestartAfterARejectionMakesNothingKnown() {
        Pod pod = pod();
        pod.mount(BLUE);
        app.next(Answer.of(422, ""));
        pod.mount(GREEN);
        pod.mountUnseen(BLUE);

        pod.restartTheWatcher();

        assertThat(app.versions()).hasSize(3).last().isEqualTo(pod.mounted());
    }

    /// Every random delay in these tests is the longest possible one.
    @Test
    void aNewVersionIsToldAfterARandomDelayWhichANewerOneDoesNotProlong() {
        Pod pod = delayed("");
        pod.mount(BLUE);
        assertThat(pod.target(0).message()).isEqualTo("is told within 10 s, after a random delay");
        assertThat(pod.metrics.get("config_watcher_in_sync").gauge().value()).isZero();

        pod.pass(Duration.ofSeconds(5));
        pod.mount(GREEN);
        pod.pass(Duration.ofSeconds(4));
        assertThat(app.signals).isEmpty();

        pod.pass(Duration.ofSeconds(1));
        assertThat(app.versions()).containsExactly(pod.mounted());
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aRollbackAndARetryAreToldWithoutDelay(@TempDir Path published) {
        Pod pod = delayed("publish: {path: " + published + "}");
        pod.mount(BLUE);
        String blue = pod.mounted();
        pod.pass(Duration.ofSeconds(10));
        app.next(Answer.of(422, ""));
        pod.mount(GREEN);
        pod.pass(Duration.ofSeconds(10));
        assertThat(app.versions()).containsExactly(blue, pod.mounted(), blue);

        pod.retry();

        assertThat(app.versions()).hasSize(4).last().isEqualTo(pod.mounted());
    }

    private Pod delayed(String settings) {
        return new Pod(
                mount, vertx, "jitter: 10s\nsources: [{name: app, path: " + mount + "}]\n" + settings, new String[] {
                    Pod.withoutStatus("app", app)
                });
    }

    @Test
    void theTargetsAreToldInOrderAndAFailureHoldsBackTheRest() {
        app.next(Answer.of(500, ""));
        Pod pod = new Pod(mount, vertx, Pod.withoutStatus("app", app), Pod.withoutStatus("second", second));
        pod.mount(BLUE);
        assertThat(second.signals).isEmpty();
        assertThat(pod.target(1))
                .isEqualTo(new StatusSnapshot.TargetStatus(
                        "second", TargetState.WAITING, null, "waits until app is in sync"));
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.PENDING);

        pod.pass(Duration.ofMillis(300));

        assertThat(second.versions()).containsExactly(pod.mounted());
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
        assertThat(pod.status().history().getFirst().attempts()).isEqualTo(3);
    }

    @Test
    void aTargetThatNeverSawTheDetourIsNotToldOfTheWayBack() {
        Pod pod = new Pod(mount, vertx, Pod.withoutStatus("app", app), Pod.withoutStatus("second", second));
        pod.mount(BLUE);
        app.next(Answer.of(422, ""));
        pod.mount(GREEN);

        pod.mount(BLUE);

        assertThat(pod.target(1).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(second.signals).hasSize(1);
    }

    /// A directory that is created again is empty at first; its quiet time before it was removed does not count.
    @Test
    void aDirectoryThatComesBackEmptyIsNotToldAtOnce() throws Exception {
        Pod pod = pod();
        pod.settle();
        Files.delete(mount);
        pod.settle();
        pod.pass(Duration.ofMinutes(1));

        Files.createDirectory(mount);
        pod.settle();
        assertThat(app.signals).isEmpty();

        Files.writeString(mount.resolve("app.properties"), "a=1\n");
        pod.settle();
        pod.pass(Duration.ofMillis(300));
        assertThat(app.versions()).containsExactly(pod.mounted());
    }

    /// Written in place in two parts, then saved as an editor does.
    @Test
    void aPlainDirectoryIsToldOnceItIsQuiet() throws Exception {
        Path file = mount.resolve("app.properties");
        Files.writeString(file, "a=1\n");
        Pod pod = pod();
        pod.settle();
        pod.pass(Duration.ofMillis(300));
        assertThat(app.signals).hasSize(1);

        Files.writeString(file, "a=2\n");
        pod.settle();
        pod.pass(Duration.ofMillis(200));
        Files.writeString(file, "b=2\n", StandardOpenOption.APPEND);
        pod.settle();
        pod.pass(Duration.ofMillis(200));
        assertThat(app.signals).hasSize(1);
        pod.pass(Duration.ofMillis(100));
        assertThat(app.signals).hasSize(2);

        Path swap = Files.writeString(mount.resolve("app.properties~"), "a=3\n");
        Files.move(swap, file, StandardCopyOption.ATOMIC_MOVE);
        pod.settle();
        pod.pass(Duration.ofSeconds(1));
        assertThat(app.signals).hasSize(3);
        assertThat(app.signals.get(2).path("changed").toString()).isEqualTo("[\"app.properties\"]");
    }
}
