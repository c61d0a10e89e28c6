package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecars.configwatcher.KubeletVolume;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two Secrets with the same keys, and targets that get a part of them.
class SeveralSourcesTest {
    private static final Map<String, String> WEB = Map.of("tls.crt", "web 1", "tls.key", "web key");
    private static final Map<String, String> DB = Map.of("tls.crt", "db 1", "db.conf", "x");
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Vertx vertx = Vertx.vertx();
    private final TestApp app = new TestApp();
    private final TestApp other = new TestApp();
    private Path directory;
    private KubeletVolume web;
    private KubeletVolume db;

    @BeforeEach
    void mount() throws IOException {
        assumeTrue(Files.isWritable(MEMORY), "secrets are published to memory only");
        directory = Files.createTempDirectory(MEMORY, "sources");
        web = new KubeletVolume(directory.resolve("web"));
        db = new KubeletVolume(directory.resolve("db"));
        web.write(WEB);
        db.write(DB);
    }

    @AfterEach
    void close() throws IOException {
        app.close();
        other.close();
        vertx.close().await();
        FileUtils.deleteDirectory(directory.toFile());
    }

    private Pod pod(String settings, String... targets) {
        return settled(new Pod(directory.resolve("unused"), vertx, """
                sources:
                  - {name: web, path: %1$s/web, secret: true}
                  - {name: db, path: %1$s/db, secret: true}
                %2$s
                """.formatted(directory, settings), targets));
    }

    private static Pod settled(Pod pod) {
        pod.settle();
        pod.pass(Duration.ofSeconds(3));
        return pod;
    }

    private static String target(String name, TestApp app, String settings) {
        return "{name: %s, %s, signal: {url: '%s', body: push}}".formatted(name, settings, app.signalUrl());
    }

    @Test
    void equalNamesAreQualifiedByTheSourceInTheDiffThePushAndThePublishedTree() {
        Pod pod = pod("publish: {path: " + directory + "/published}", target("app", app, "sources: []"));

        assertThat(app.signals.getFirst().path("added").toString())
                .isEqualTo("[\"db.conf\",\"db/tls.crt\",\"tls.key\",\"web/tls.crt\"]");
        assertThat(app.signals.getFirst().path("files").fieldNames())
                .toIterable()
                .containsExactly("db.conf", "db/tls.crt", "tls.key", "web/tls.crt");
        assertThat(directory.resolve("published/db/tls.crt")).hasContent("db 1");
        assertThat(directory.resolve("published/web/tls.crt")).hasContent("web 1");
        assertThat(directory.resolve("published/tls.key")).hasContent("web key");
        assertThat(directory.resolve("published/..sources.json")).doesNotExist();

        db.write(Map.of("tls.crt", "db 2", "db.conf", "x"));
        settled(pod);

        assertThat(app.signals.getLast().path("changed").toString()).isEqualTo("[\"db/tls.crt\"]");
        assertThat(pod.target(0).running()).isEqualTo(pod.mounted());
        assertThat(pod.status().history().getFirst().changed()).containsExactly("db/tls.crt");
    }

    @Test
    void aTargetGetsOnlyTheChangesOfItsSourcesAndKeys() {
        Pod pod = pod("", target("web", app, "sources: web"), target("conf", other, "include: '*.conf'"));
        assertThat(app.signals.getFirst().path("added").toString()).isEqualTo("[\"tls.crt\",\"tls.key\"]");
        assertThat(app.signals.getFirst().path("files").fieldNames())
                .toIterable()
                .containsExactly("tls.crt", "tls.key");
        assertThat(other.signals.getFirst().path("files").fieldNames())
                .toIterable()
                .containsExactly("db.conf");

        db.write(Map.of("tls.crt", "db 2", "db.conf", "y", "tls.key", "db key"));
        settled(pod);

        assertThat(app.signals).hasSize(1);
        assertThat(other.signals).hasSize(2);
        assertThat(other.signals.getLast().path("changed").toString()).isEqualTo("[\"db.conf\"]");
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.target(0).message()).isEqualTo("has 2 of 5 files");
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ACCEPTED);
    }

    /// Also after a restart, when the accepted version is known only from the disk.
    @Test
    void aRollbackGivesEachTargetThePartThatItHadBefore() {
        Pod pod = pod(
                "publish: {path: " + directory + "/published}",
                target("db", other, "sources: db"),
                target("web", app, "sources: web"));
        String before = app.versions().getLast();
        pod.restartTheWatcher();
        settled(pod);

        app.next(Answer.of(422, "no"));
        web.write(Map.of("tls.crt", "web 2"));
        settled(pod);

        assertThat(app.versions().getLast()).isEqualTo(before);
        assertThat(app.signals.getLast().path("added").toString()).isEqualTo("[\"tls.crt\",\"tls.key\"]");
        assertThat(directory.resolve("published/web/tls.crt")).hasContent("web 1");
        assertThat(other.signals).hasSize(2);
        assertThat(pod.status().history().getFirst().outcome()).isEqualTo(VersionOutcome.ROLLED_BACK);
        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(pod.target(1).state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void aVersionWithoutAnyFileForATargetIsInvalid() {
        Pod pod = pod("", target("app", app, "include: '*.yaml'"));

        assertThat(pod.status().mounted().validationErrors())
                .containsExactly("target app: no file is for it, by its sources and include");
        assertThat(app.signals).isEmpty();

        web.write(Map.of("a.yaml", "a: 1"));
        settled(pod);

        assertThat(pod.target(0).state()).isEqualTo(TargetState.IN_SYNC);
    }

    /// An app may have seen what does not concern it.
    @Test
    void aLineOfASecretThatIsNotForTheTargetIsMaskedToo() {
        db.write(Map.of("password", "hunter22"));
        app.next(Answer.of(422, "{\"error\":\"hunter22 is wrong\"}"));

        Pod pod = pod("", target("app", app, "sources: web"));

        assertThat(pod.target(0).message()).isEqualTo("422 **** is wrong");
    }
}
