package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.TestApp;
import io.sidecars.configwatcher.TestApp.Answer;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppTest {
    private static final Change CHANGE = new Change("sha256:new", null, List.of("a"), List.of(), List.of());

    private static final Content CONTENT = Content.of(new TreeMap<>(), new TreeSet<>());

    private final Vertx vertx = Vertx.vertx();
    private final TestApp server = new TestApp();
    private final App app = app(server.signalUrl(), server.statusUrl());

    @AfterEach
    void close() {
        server.close();
        vertx.close().await();
    }

    @Test
    void status2xxAccepts() {
        assertThat(signal(Answer.of(200, "{\"version\":\"v\"}"))).isEqualTo(new Verdict.Accepted("v"));
        assertThat(signal(Answer.of(200, "no json"))).isEqualTo(new Verdict.Accepted(null));
        assertThat(signal(Answer.of(204, ""))).isEqualTo(new Verdict.Accepted(null));
    }

    @Test
    void status4xxRejectsUnlessItSaysNothingAboutTheVersion() {
        assertThat(signal(Answer.of(422, "{\"version\":\"old\",\"error\":\"no such\\ndatabase\"}")))
                .isEqualTo(new Verdict.Rejected("old", "422 no such database"));
        assertThat(signal(Answer.of(400, "x".repeat(300))))
                .isEqualTo(new Verdict.Rejected(null, "400 " + "x".repeat(196) + "…"));
        for (int status : List.of(401, 403, 404, 405, 408, 425, 429)) {
            assertThat(signal(Answer.of(status, ""))).isEqualTo(failed(status, Duration.ZERO));
        }
    }

    @Test
    void otherStatusesFail() {
        assertThat(signal(Answer.of(500, ""))).isEqualTo(failed(500, Duration.ZERO));
        assertThat(signal(Answer.of(302, ""))).isEqualTo(failed(302, Duration.ZERO));
        assertThat(signal(retryAfter("7"))).isEqualTo(failed(503, Duration.ofSeconds(7)));
        assertThat(signal(retryAfter("999999999"))).isEqualTo(failed(503, Duration.ofMinutes(5)));
        assertThat(signal(retryAfter("9".repeat(40)))).isEqualTo(failed(503, Duration.ofMinutes(5)));
        assertThat(signal(retryAfter("Fri, 31 Dec 9999 23:59:59 GMT"))).isEqualTo(failed(503, Duration.ofMinutes(5)));
        assertThat(signal(retryAfter("Tue, 24 Nov 2020 14:00:00 GMT"))).isEqualTo(failed(503, Duration.ZERO));
        assertThat(signal(retryAfter("soon"))).isEqualTo(failed(503, Duration.ZERO));
    }

    @Test
    void acceptedAndRejectedStatusesCanBeConfigured() {
        App configured =
                app(server.signalUrl(), ", accepted: [204, 3xx], rejected: [404, 500]", server.statusUrl(), "");
        server.next(Answer.of(204, ""), Answer.of(302, ""), Answer.of(404, ""), Answer.of(500, ""), Answer.of(200, ""));

        assertThat(configured.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(configured.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted(null));
        assertThat(configured.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Rejected(null, "404"));
        assertThat(configured.signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Rejected(null, "500"));
        assertThat(configured.signal(CHANGE, CONTENT)).isEqualTo(failed(200, Duration.ZERO));
    }

    @Test
    void theVersionMayBeInAHeader() {
        server.statusAnswers.add(new Answer(200, Map.of("X-Config-Version", "v7"), "hello", false));

        assertThat(app(server.signalUrl(), "", server.statusUrl(), ", header: X-Config-Version")
                        .probe())
                .isEqualTo(new ProbeResult.Runs("v7"));
    }

    @Test
    void anAppThatIsDownHasNotAnswered() {
        server.down();

        assertThat(app.signal(CHANGE, CONTENT))
                .matches(verdict -> verdict instanceof Verdict.Failed failed && !failed.answered());
        assertThat(app.probe()).isInstanceOf(ProbeResult.NoAnswer.class);
    }

    @Test
    void aTricklingResponseEndsAtTheTimeout() throws IOException {
        try (ServerSocket trickling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickle(trickling));
            String url = "http://127.0.0.1:" + trickling.getLocalPort() + "/";

            assertThat(app(url, "", url, "", "500ms").probe())
                    .isEqualTo(new ProbeResult.NoAnswer("no response within 500 ms"));
        }
    }

    @Test
    void ofAResponseOverOneMebibyteOnlyTheStatusCounts() {
        assertThat(signal(Answer.of(200, " ".repeat(2 << 20)))).isEqualTo(new Verdict.Accepted(null));

        server.statusAnswers.add(Answer.of(200, " ".repeat(2 << 20)));
        assertThat(app.probe()).isEqualTo(new ProbeResult.NoAnswer("the response is larger than 1048576 bytes"));
    }

    /// A quick response can end before its handlers are set.
    @Test
    void aQuickResponseIsNotMissed() {
        server.running = "v";
        for (int i = 0; i < 500; i++) {
            assertThat(app.probe()).isEqualTo(new ProbeResult.Runs("v"));
        }
    }

    private Verdict signal(Answer answer) {
        server.next(answer);
        return app.signal(CHANGE, CONTENT);
    }

    private static Answer retryAfter(String value) {
        return new Answer(503, Map.of("Retry-After", value), "", false);
    }

    private static Verdict failed(int status, Duration notBefore) {
        return new Verdict.Failed("" + status, notBefore, true);
    }

    private App app(String signalUrl, String statusUrl) {
        return app(signalUrl, "", statusUrl, "");
    }

    private App app(String signalUrl, String signal, String statusUrl, String status) {
        return app(signalUrl, signal, statusUrl, status, "30s");
    }

    private App app(String signalUrl, String signal, String statusUrl, String status, String timeout) {
        Config config = new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse("""
                sources: [{name: app, path: /config}]
                targets: [{name: app, signal: {url: '%s', timeout: 30s%s}, status: {url: '%s', timeout: %s%s}}]
                """.formatted(signalUrl, signal, statusUrl, timeout, status));
        return App.of(config.targets().getFirst(), vertx);
    }

    private static void trickle(ServerSocket server) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            while (!server.isClosed()) {
                out.write(' ');
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            // the client has closed the connection, as expected
        }
    }
}
