package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An app that repeats what config-watcher sent to it, or to another app.
class KnownSecretsTest {
    private static final Change CHANGE = new Change("sha256:new", null, List.of("a"), List.of(), List.of());

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestApp server = new TestApp();
    private Path token;
    private Config config;
    private App app;

    @BeforeEach
    void configure() throws IOException {
        token = Files.writeString(directory.resolve("token"), "t0ken/with+signs&more\n");
        Path password = Files.writeString(directory.resolve("password"), "open:\"sesame\"\n");
        config = new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse("""
                sources: [{name: app, path: /config}]
                targets:
                  - name: one
                    signal: {url: '%1$s?key=a%%2Fquery%%20key', headers: {X-Key: header value}}
                    status: {url: '%2$s', auth: {bearer: {tokenFile: %3$s}}}
                  - name: two
                    signal: {url: '%1$s', auth: {basic: {username: wizard, passwordFile: %4$s}}}
                """.formatted(server.signalUrl(), server.statusUrl(), token, password));
        app = App.of(config.targets().getFirst(), vertx, new KnownSecrets(config.targets()));
    }

    @AfterEach
    void close() {
        server.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t0ken/with+signs&more",
                "Bearer t0ken/with+signs&more",
                "t0ken%2Fwith%2Bsigns%26more",
                "t0ken/with+signs&amp;more",
                "header value",
                "header%20value",
                "a%2Fquery%20key",
                "a/query key",
                "open:\"sesame\"",
                "open:&quot;sesame&quot;",
                "wizard",
                "Basic d2l6YXJkOm9wZW46InNlc2FtZSI=",
                "d2l6YXJkOm9wZW46InNlc2FtZSI"
            })
    void aCredentialThatAnAppRepeatsIsMasked(String echo) {
        String why = rejection("bad " + echo + ", sorry");

        assertThat(why)
                .matches("422 bad ((Bearer|Basic) )?\\*{4}, sorry")
                .isEqualTo(rejection(Answer.of(422, "{\"error\":" + quoted("bad " + echo + ", sorry") + "}")));
    }

    @Test
    void escapesOfJsonHideNothing() {
        assertThat(rejection(Answer.of(422, "{\"path\":\"t0ken\\/with\\u002Bsigns\\u0026more\"}")))
                .isEqualTo("422 {\"path\":\"****\"}");
        assertThat(rejection("[t0ken\\/with+signs&more]")).isEqualTo("422 [****]");
    }

    @Test
    void theTextIsMaskedBeforeItIsCut() {
        for (int before = 150; before < 200; before++) {
            assertThat(rejection("x".repeat(before) + "t0ken/with+signs&more" + "y".repeat(100)))
                    .doesNotContain("t0ke");
        }
        String lines = IntStream.range(0, 100).mapToObj(i -> "n" + i).collect(Collectors.joining("/"));
        Content content = Contents.of(new TreeMap<>(Map.of("f", lines.getBytes(UTF_8))), new TreeSet<>(Set.of("f")));
        for (int before = 0; before < lines.length(); before += 7) {
            server.next(Answer.of(422, lines.repeat(8_192 / lines.length() - 1) + "x".repeat(before) + lines));
            assertThat(((Verdict.Rejected) app.signal(CHANGE, content)).why()).doesNotContain("n0/n1");
        }
        assertThat(rejection("the app has cut t0ken/with+s…")).isEqualTo("422 the app has cut ****");
    }

    @Test
    void aRotatedCredentialIsMaskedAsWellAsTheNewOne() throws IOException {
        String before = rejection("t0ken/with+signs&more");
        Files.writeString(token, "an0ther");

        assertThat(before).isEqualTo("422 ****");
        assertThat(rejection("not t0ken/with+signs&more, not an0ther")).isEqualTo("422 not ****, not ****");
    }

    @Test
    void neitherIsOneShownAsTheVersionOrInAnError() {
        server.next(new Answer(200, Map.of(), "{\"version\":\"wizard's\"}", false));
        assertThat(signal()).isEqualTo(new Verdict.Accepted("****'s"));

        server.statusAnswers.add(Answer.of(200, "{\"version\":\"header value\"}"));
        assertThat(app.probe()).isEqualTo(new ProbeResult.Runs("****"));
    }

    @Test
    void aSecretFileThatAnAppRepeatsIsMaskedAlsoAsItWasPushed() {
        byte[] file = "user: ali\npassword: \"hunter 2\"\n".repeat(500).getBytes(UTF_8);
        Content content = Contents.of(new TreeMap<>(Map.of("f", file)), new TreeSet<>(Set.of("f")));
        String pushed = Base64.getEncoder().encodeToString(file);

        server.next(
                Answer.of(422, "cannot parse password: \"hunter 2\""),
                Answer.of(422, "{\"files\":{\"f\":\"" + pushed + "\"}}"),
                Answer.of(422, "cannot decode " + pushed.substring(0, 100) + "..."));

        assertThat(app.signal(CHANGE, content)).isEqualTo(new Verdict.Rejected(null, "422 cannot parse ****"));
        assertThat(app.signal(CHANGE, content)).isEqualTo(new Verdict.Rejected(null, "422 {\"files\":{\"f\":\"****"));
        assertThat(app.signal(CHANGE, content)).isEqualTo(new Verdict.Rejected(null, "422 cannot decode ****"));
    }

    private String rejection(String body) {
        return rejection(Answer.of(422, body));
    }

    private String rejection(Answer answer) {
        server.next(answer);
        return ((Verdict.Rejected) signal()).why();
    }

    private Verdict signal() {
        return app.signal(CHANGE, Contents.of(new TreeMap<>(), new TreeSet<>()));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
