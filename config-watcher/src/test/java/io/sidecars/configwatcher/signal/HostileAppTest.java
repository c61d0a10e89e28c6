package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// An app whose answers are oversized, malformed or endless. Each gets the verdict of its status line, if there is
/// a sound one, within the timeout, so that an app that accepts is not told again and again. The library logs
/// nothing.
class HostileAppTest {
    private static final Change CHANGE = new Change("sha256:new", null, List.of("a"), List.of(), List.of());
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Content CONTENT = Contents.of(new TreeMap<>(), new TreeSet<>());
    private static final String LARGE = "X: " + "x".repeat(1000) + "\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void listen() {
        logged.start();
        root.setLevel(Level.WARN);
        root.addAppender(logged);
    }

    @AfterEach
    void close() {
        root.detachAppender(logged);
        root.setLevel(level);
        vertx.close().await();
    }

    /// One answer: its start, and what follows again and again until the client closes; without that, the app
    /// closes.
    record Answer(String name, String start, String again, Class<? extends Verdict> verdict) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Answer> answers() {
        String ok = "HTTP/1.1 200 OK\r\n";
        String chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
        Class<? extends Verdict> accepted = Verdict.Accepted.class;
        Class<? extends Verdict> failed = Verdict.Failed.class;
        return List.of(
                new Answer("60 KiB of headers", ok + LARGE.repeat(60) + "Content-Length: 0\r\n\r\n", "", accepted),
                new Answer("200 KiB of headers", ok + LARGE.repeat(200) + "\r\n", "", accepted),
                new Answer("headers without end", ok, LARGE, accepted),
                new Answer("422 with headers without end", "HTTP/1.1 422 No\r\n", LARGE, Verdict.Rejected.class),
                new Answer("500 with headers without end", "HTTP/1.1 500 No\r\n", LARGE, failed),
                new Answer("a malformed header", ok + "X Y: a\r\n\r\n", "", accepted),
                new Answer("a body without end", ok + "\r\n", LARGE, accepted),
                new Answer("422 with a body without end", "HTTP/1.1 422 No\r\n\r\n", LARGE, Verdict.Rejected.class),
                new Answer("chunks without end", chunked, "3\r\nabc\r\n", accepted),
                new Answer("a body that breaks off", ok + "Content-Length: 9\r\n\r\nab", "", accepted),
                new Answer("a chunk without a length", chunked + "many\r\nabc\r\n", "", accepted),
                new Answer("trailers without end", chunked + "0\r\n", LARGE, accepted),
                new Answer("interim responses without end", "", "HTTP/1.1 100 Continue\r\n\r\n", failed),
                new Answer("early hints without end", "", "HTTP/1.1 103 Hint\r\n" + LARGE + "\r\n", failed),
                new Answer("HTTP/0.9", "accepted\r\n", "", failed),
                new Answer("a long status line", "HTTP/1.1 200 " + "x".repeat(20_000) + "\r\n\r\n", "", failed),
                new Answer("bytes without end", "", "\0\1\2\3", failed),
                new Answer("a close after the status line", ok, "", failed),
                new Answer("a close", "", "", failed));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void getsItsVerdictInTimeAndNothingIsLogged(Answer answer) throws IOException {
        try (ServerSocket server = serve(answer)) {
            App app = app("http://127.0.0.1:" + server.getLocalPort() + "/");
            long began = System.nanoTime();

            assertThat(app.signal(CHANGE, CONTENT)).isInstanceOf(answer.verdict());
            ProbeResult running = app.probe();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(TIMEOUT.multipliedBy(2).plusSeconds(5));
            assertThat(running).isNotEqualTo(new ProbeResult.Runs("sha256:new"));
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLoggerName().matches("io\\.(vertx|netty)\\..*"))
                .as("logged by the library")
                .isEmpty();
    }

    private static ServerSocket serve(Answer answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> answer(socket, answer));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
        return server;
    }

    private static void answer(Socket connection, Answer answer) {
        try (connection) {
            InputStream request = connection.getInputStream();
            do {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            } while (request.available() > 0 && request.skip(request.available()) > 0);
            write(connection, answer.start());
            while (!answer.again().isEmpty()) {
                write(
                        connection,
                        answer.again().repeat(1 + 10_000 / answer.again().length()));
            }
        } catch (IOException e) {
            // the client has closed the connection
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private App app(String url) {
        Config config = new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse("""
                sources: [{name: app, path: /config}]
                targets: [{name: app, signal: {url: '%1$s', timeout: 1s}, status: {url: '%1$s', timeout: 1s}}]
                """.formatted(url));
        return App.of(config.targets().getFirst(), vertx);
    }
}
