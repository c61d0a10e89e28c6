package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.Readme;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's table of confirmations, for apps that are told by HTTP; [ByProcessTest] has the row of a process.
class ConfirmationTableTest {
    @TempDir
    Path mount;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();

    @AfterEach
    void close() {
        app.close();
        vertx.close().await();
    }

    @Test
    void anAppWithAStatus() {
        assertRow(row(0), new Pod(mount, vertx, Pod.withStatus("app", app)));
    }

    @Test
    void anAppWhoseAnswerConfirms() {
        assertRow(row(1), new Pod(mount, vertx, Pod.withoutStatus("app", app)));
    }

    private void assertRow(List<String> row, Pod pod) {
        pod.mount(Map.of("color", "blue"));
        int signals = app.signals.size();
        app.running = "sha256:of-its-image";
        pod.pass(Duration.ofSeconds(6));
        assertThat(app.signals.size() - signals).isEqualTo(row.get(1).startsWith("noticed") ? 1 : 0);

        app.running = pod.mounted();
        signals = app.signals.size();
        pod.restartTheWatcher();
        pod.pass(Duration.ofMinutes(1));
        assertThat(app.signals.size() - signals).isEqualTo(row.get(2).startsWith("one signal") ? 1 : 0);

        app.next(Answer.of(422, ""));
        pod.mount(Map.of("color", "green"));
        assertThat(pod.target(0).state() == TargetState.REJECTED)
                .isEqualTo(row.get(3).startsWith("noticed"));
    }

    private static List<String> row(int index) {
        return Readme.read().table("confirmation").get(index);
    }
}
