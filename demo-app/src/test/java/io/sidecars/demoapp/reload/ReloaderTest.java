package io.sidecars.demoapp.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sidecars.demoapp.config.KubeletVolume;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.database.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {

    private final String suffix = UUID.randomUUID().toString().replace('-', '_');
    private final Database database = new Database(Duration.ofSeconds(2));
    private KubeletVolume volume;
    private Reloader reloader;

    @BeforeEach
    void open(@TempDir Path directory) {
        volume = new KubeletVolume(directory);
        reloader = new Reloader(new Mount(directory), database);
    }

    @AfterEach
    void close() {
        reloader.close();
        database.close();
    }

    private String yaml(String name) {
        return KubeletVolume.database(name + suffix, "x");
    }

    private String answering() throws Exception {
        return Objects.requireNonNull(database.ask()).name();
    }

    @Test
    void waitsForItsFirstConfigurationAndTakesItByItself() throws Exception {
        reloader.start();
        assertThat(reloader.version()).isNull();
        volume.write("url: [");
        assertThat(reloader.reload()).isInstanceOf(ReloadOutcome.Rejected.class);

        volume.write(yaml("blue"));

        await().until(() -> reloader.version() != null);
        assertThat(answering()).isEqualTo("blue" + suffix);
    }

    @Test
    void invalidConfigurationKeepsTheRunningOne() throws Exception {
        volume.write(yaml("blue"));
        ReloadOutcome first = reloader.reload();

        volume.write(yaml("green") + "colour: green\n");

        assertThat(reloader.reload())
                .isEqualTo(new ReloadOutcome.Rejected(
                        "database.yaml:5:1: unknown key \"colour\"; " + "the keys are url, user, password, poolSize"));
        assertThat(first).isEqualTo(new ReloadOutcome.Running(String.valueOf(reloader.version())));
        assertThat(answering()).isEqualTo("blue" + suffix);
    }

    @Test
    void newVersionOfTheSameSettingsIsConfirmedWithoutANewPool() throws Exception {
        volume.write(yaml("blue"));
        ReloadOutcome first = reloader.reload();
        Database.QueryResult before = Objects.requireNonNull(database.ask());

        volume.write("# a comment\n" + yaml("blue"));
        ReloadOutcome second = reloader.reload();

        assertThat(second).isInstanceOf(ReloadOutcome.Running.class).isNotEqualTo(first);
        assertThat(Objects.requireNonNull(database.ask()).since()).isEqualTo(before.since());
    }

    @Test
    void newestConfigurationWinsHoweverManyReloadsRunAtOnce() throws Exception {
        volume.write(yaml("blue"));
        reloader.reload();
        List<Thread> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            volume.write(yaml(i % 2 == 0 ? "green" : "blue"));
            requests.add(Thread.ofVirtual().start(this::reload));
        }
        volume.write(yaml("last"));
        requests.add(Thread.ofVirtual().start(this::reload));
        for (Thread request : requests) {
            request.join();
        }

        assertThat(answering()).isEqualTo("last" + suffix);
        assertThat(database.failed()).isZero();
    }

    private void reload() {
        try {
            reloader.reload();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void missingMountIsWorthAnotherTry(@TempDir Path other) throws Exception {
        Reloader nowhere = new Reloader(new Mount(other.resolve("nowhere")), database);

        assertThat(nowhere.reload()).isInstanceOf(ReloadOutcome.Unavailable.class);
    }
}
