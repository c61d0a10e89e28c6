package io.sidecars.logshipper.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sidecars.logshipper.output.RawServer.Script;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Misconfigured;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.Retry;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// A receiver whose responses are oversized, malformed or endless. Each gets the verdict of its status line, if
/// there is a sound one, within the time limit; the library logs nothing, and the next response is understood.
class HostileReceiverTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final SinkFixture fixture = new SinkFixture();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void listen() {
        fixture.timeout = TIMEOUT;
        logged.start();
        root.setLevel(Level.WARN);
        root.addAppender(logged);
    }

    @AfterEach
    void close() {
        root.detachAppender(logged);
        root.setLevel(level);
        fixture.close();
    }

    /// One response.
    ///
    /// @param why the beginning of the reason; empty if there is none
    record Case(String name, Script script, Class<? extends Verdict> verdict, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> responses() {
        String large = "X: " + "x".repeat(1000) + "\r\n";
        return List.of(
                says("60 KiB of headers", "HTTP/1.1 200 OK\r\n" + large.repeat(60) + "Content-Length: 0\r\n\r\n", ok()),
                says("200 KiB of headers", "HTTP/1.1 200 OK\r\n" + large.repeat(200) + "\r\n", ok()),
                says("one header of 200 KiB", "HTTP/1.1 204 OK\r\nX: " + "x".repeat(200 << 10) + "\r\n\r\n", ok()),
                of("headers without end", forever("HTTP/1.1 200 OK\r\n", large), ok(), ""),
                of("a header without end", forever("HTTP/1.1 200 OK\r\nX: ", "xxxxxxxxxxxxxxxx"), ok(), ""),
                of("500 with headers without end", forever("HTTP/1.1 500 No\r\n", large), Retry.class, "status 500"),
                of(
                        "401 with headers without end",
                        forever("HTTP/1.1 401 No\r\n", large),
                        Misconfigured.class,
                        "status 401"),
                of("413 with headers without end", forever("HTTP/1.1 413 No\r\n", large), TooLarge.class, "status 413"),
                says("a malformed header", "HTTP/1.1 200 OK\r\nX Y: a\r\nContent-Length: 0\r\n\r\n", ok()),
                says("no number for a length", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", ok()),
                says("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", ok()),
                of("headers that trickle in", trickling("HTTP/1.1 200 OK\r\n" + large), Retry.class, "no response"),
                of("a status line that trickles in", trickling("HTTP/1.1 200 OK"), Retry.class, "no response"),
                of("a body without end", forever("HTTP/1.1 200 OK\r\n\r\n", large), ok(), ""),
                of("chunks without end", forever(chunked(200), "3\r\nabc\r\n"), ok(), ""),
                of(
                        "400 with a body without end",
                        forever("HTTP/1.1 400 No\r\n\r\n", "ab "),
                        Rejected.class,
                        "status 400"),
                of("a body that stops", stopping("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), ok(), ""),
                of("a body that never begins", stopping("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), ok(), ""),
                of(
                        "400 with a body that stops",
                        stopping("HTTP/1.1 400 No\r\nContent-Length: 9\r\n\r\nab"),
                        Rejected.class,
                        "status 400: ab"),
                says("a body that breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", ok()),
                of("a body that is reset", resetting("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), ok(), ""),
                says("a chunk without a length", chunked(200) + "many\r\nabc\r\n", ok()),
                says("a chunk that is too long", chunked(200) + "1\r\nabc\r\n", ok()),
                says("503 with a malformed chunk", chunked(503) + "many\r\nabc\r\n", Retry.class, "status 503"),
                of("trailers without end", forever(chunked(200) + "0\r\n", large), ok(), ""),
                says("a few interim responses", interim(3) + OK, ok()),
                of("interim responses without end", forever("", interim(1)), Retry.class, "the receiver sends interim"),
                of(
                        "early hints without end",
                        forever("", "HTTP/1.1 103 Hint\r\n" + large + "\r\n"),
                        Retry.class,
                        "the"),
                of(
                        "an interim response with headers without end",
                        forever("HTTP/1.1 100 Go\r\n", large),
                        Retry.class,
                        ""),
                says("switching protocols", "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n", Misconfigured.class, "status 101"),
                says("HTTP/0.9", "accepted\r\n", Retry.class, ""),
                says("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", Retry.class, "Unsupported HTTP version"),
                says("a long status line", "HTTP/1.1 200 " + "x".repeat(20_000) + "\r\n\r\n", Retry.class, ""),
                of("a status line without end", forever("HTTP/1.1 200 ", "xxxxxxxxxxxxxxxx"), Retry.class, ""),
                of("bytes without end", forever("", "\0\1\2\3"), Retry.class, ""),
                of("line ends without end", forever("", "\r\n\r\n\r\n\r\n"), Retry.class, ""),
                of("a reset after the status line", resetting("HTTP/1.1 200 OK\r\n"), Retry.class, ""),
                says("a close after the status line", "HTTP/1.1 200 OK\r\n", Retry.class, ""),
                says("a close", "", Retry.class, ""),
                of("a reset", resetting(""), Retry.class, ""),
                of("nothing", stopping(""), Retry.class, "no response"),
                of("more than was asked for", forever(OK, OK), ok(), ""));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void getsItsVerdictInTimeAndNothingIsLogged(Case response) throws Exception {
        AtomicBoolean isHostile = new AtomicBoolean(true);
        Script script = (server, connection) -> {
            server.read(connection);
            if (isHostile.get()) {
                response.script().serve(server, connection);
            } else {
                RawServer.write(connection, OK);
            }
        };
        try (RawServer server = new RawServer(script)) {
            String url = "http://127.0.0.1:" + server.port() + "/ingest";
            long began = System.nanoTime();

            Verdict verdict = fixture.send(url, "{}\n");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plusSeconds(5));
            assertThat(verdict).isInstanceOf(response.verdict());
            assertThat(why(verdict))
                    .startsWith(response.why())
                    .hasSizeLessThanOrEqualTo(200)
                    .doesNotContain("\n");

            isHostile.set(false);
            Verdict next = fixture.send(url, "{}\n");
            assertThat(next instanceof Accepted ? next : fixture.send(url, "{}\n"))
                    .as("a connection that was closed while idle may cost one attempt")
                    .isInstanceOf(Accepted.class);
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLoggerName().matches("io\\.(vertx|netty)\\..*"))
                .as("logged by the library")
                .isEmpty();
    }

    /// One response may be read while others wait: all together have a bound.
    @Test
    void aBodyWithoutEndIsNotReadWithoutEnd() throws Exception {
        AtomicLong sent = new AtomicLong();
        fixture.timeout = Duration.ofSeconds(20);
        Script script = (server, connection) -> {
            server.read(connection);
            RawServer.write(connection, "HTTP/1.1 200 OK\r\n\r\n");
            String piece = "x".repeat(1 << 16);
            while (true) {
                RawServer.write(connection, piece);
                sent.addAndGet(piece.length());
            }
        };
        try (RawServer server = new RawServer(script)) {
            assertThat(fixture.send("http://127.0.0.1:" + server.port() + "/ingest", "{}\n"))
                    .isInstanceOf(Accepted.class);
            assertThat(sent).as("with the buffers of both sockets").hasValueLessThan(32 << 20);
        }
    }

    /// Also for connections that are in no exchange.
    @Test
    void theLogOfTheImageHasNothingThatAPeerCauses() throws Exception {
        LoggerContext image = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(image);
        configurator.doConfigure(new File("src/main/resources/logback.xml"));

        assertThat(image.getLogger("io.vertx.core.net.impl.ConnectionBase").isErrorEnabled())
                .isFalse();
        assertThat(image.getLogger("io.netty.channel.DefaultChannelPipeline").isWarnEnabled())
                .isFalse();
        assertThat(image.getLogger("io.vertx.core.impl.BlockedThreadChecker").isWarnEnabled())
                .isTrue();
        image.stop();
    }

    private static String why(Verdict verdict) {
        return switch (verdict) {
            case Retry retry -> retry.why();
            case Misconfigured misconfigured -> misconfigured.why();
            case Rejected rejected -> rejected.why();
            case TooLarge tooLarge -> tooLarge.why();
            default -> "";
        };
    }

    private static Class<Accepted> ok() {
        return Accepted.class;
    }

    private static String chunked(int status) {
        return "HTTP/1.1 " + status + " S\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static String interim(int count) {
        return Stream.generate(() -> "HTTP/1.1 100 Continue\r\n\r\n")
                .limit(count)
                .reduce("", String::concat);
    }

    private static Case of(String name, Script script, Class<? extends Verdict> verdict, String why) {
        return new Case(name, script, verdict, why);
    }

    private static Case says(String name, String response, Class<? extends Verdict> verdict) {
        return says(name, response, verdict, "");
    }

    private static Case says(String name, String response, Class<? extends Verdict> verdict, String why) {
        return of(name, (_, connection) -> RawServer.write(connection, response), verdict, why);
    }

    private static Script forever(String start, String again) {
        return (_, connection) -> {
            RawServer.write(connection, start);
            String many = again.repeat(1 + 10_000 / again.length());
            while (true) {
                RawServer.write(connection, many);
            }
        };
    }

    private static Script trickling(String response) {
        return (_, connection) -> {
            RawServer.write(connection, response);
            while (true) {
                pause();
                RawServer.write(connection, "x");
            }
        };
    }

    private static Script stopping(String response) {
        return (_, connection) -> {
            RawServer.write(connection, response);
            while (connection.getInputStream().read() >= 0) {} // until the client closes
        };
    }

    private static Script resetting(String response) {
        return (_, connection) -> {
            RawServer.write(connection, response);
            reset(connection);
        };
    }

    private static void reset(Socket connection) throws IOException {
        pause(); // so that the client has read the response
        connection.setSoLinger(true, 0);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
