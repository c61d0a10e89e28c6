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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppTest {
    private static final Change CHANGE = new Change("sha256:new", null, List.of("a"), List.of(), List.of());

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s";

    private static final Content CONTENT = Contents.of(new TreeMap<>(), new TreeSet<>());

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

    @Test
    void aRedirectShowsWhereItLeads() {
        Answer redirect = new Answer(308, Map.of("Location", "https://user:pw@app/reload?token=x"), "", false);
        assertThat(signal(redirect))
                .isEqualTo(new Verdict.Failed("308, a redirect to https://app/reload", Duration.ZERO, true));
        server.statusAnswers.add(redirect);

        assertThat(app.probe())
                .isEqualTo(new ProbeResult.Runs(
                        null, "its status endpoint answers 308, a redirect to https://app/reload"));
    }

    @Test
    void localhostTriesEveryAddress() throws IOException {
        try (ServerSocket six = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            Thread.ofVirtual().start(() -> answer(six));
            String url = "http://localhost:" + six.getLocalPort() + "/";

            assertThat(app(url, "", url, "").probe()).isEqualTo(new ProbeResult.Runs("six"));
        }
    }

    @Test
    void anAppMayListenOnAUnixSocket(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("app.sock");
        String url = "unix:" + socket + ":/reload?full=true";
        assertThat(app(url, "", url, "").probe())
                .matches(result -> result instanceof ProbeResult.NoAnswer none
                        && none.why().contains("No such file or directory"));
        try (ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            unix.bind(UnixDomainSocketAddress.of(socket));
            AtomicReference<String> request = new AtomicReference<>();
            Thread.ofVirtual().start(() -> answer(unix, request));

            assertThat(app(url, "", url, "").signal(CHANGE, CONTENT)).isEqualTo(new Verdict.Accepted("unix"));
            assertThat(request.get())
                    .startsWith("POST /reload?full=true HTTP/1.1\r\n")
                    .containsIgnoringCase("host: localhost");
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write(OK.formatted(17, "{\"version\":\"six\"}").getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(ServerSocketChannel server, AtomicReference<String> request) {
        try (SocketChannel socket = server.accept()) {
            ByteBuffer read = ByteBuffer.allocate(4096);
            int _ = socket.read(read);
            request.set(new String(read.array(), 0, read.position(), UTF_8));
            int _ = socket.write(
                    ByteBuffer.wrap(OK.formatted(18, "{\"version\":\"unix\"}").getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
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
