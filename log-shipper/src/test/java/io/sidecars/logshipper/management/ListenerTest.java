package io.sidecars.logshipper.management;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client of a listener can do, and what it cannot.
@Timeout(60)
class ListenerTest {
    private static final int CONNECTIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String REQUEST = "GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final int LARGE = 32 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger requests = new AtomicInteger();
    private final BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final HttpServer server = Listener.listen(
                    vertx, SocketAddress.inetSocketAddress(0, "127.0.0.1"), CONNECTIONS, LIMIT, this::answer)
            .await();

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        switch (request.path()) {
            case "/small" -> request.response().end("small\n");
            case "/large" ->
                request.response().end(Buffer.buffer(new byte[LARGE])).onFailure(_ -> unsent.add("/large"));
            case null, default ->
                vertx.setTimer(LIMIT.toMillis() / 2, _ -> request.response().end("late\n"));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().await();
    }

    @Test
    void aConnectionCarriesOneRequest() throws IOException {
        Socket client = connect();

        send(client, REQUEST);

        assertThat(readAll(client))
                .startsWith("HTTP/1.1 200 ")
                .contains("Connection: close")
                .endsWith("small\n");
    }

    @Test
    void aClientThatPipelinesRequestsIsDisconnected() throws IOException {
        Socket client = connect();

        send(client, REQUEST.replace("small", "late").repeat(2_000));

        assertThat(readAll(client)).doesNotContain("late");
        assertThat(requests).hasValue(1);
    }

    @Test
    void theResponseArrivesAlthoughTheBodyOfTheRequestComesLate() throws IOException {
        Socket client = connect();
        send(client, "POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");

        send(client, "x".repeat(100_000));

        assertThat(readAll(client)).endsWith("small\n");
    }

    @Test
    void oneConnectionMoreThanAllowedClosesTheOldest() throws IOException {
        Socket oldest = connect();
        for (int i = 1; i < CONNECTIONS; i++) {
            connect();
        }
        Socket newest = connect();

        send(newest, REQUEST);

        assertThat(readAll(newest)).endsWith("small\n");
        assertThat(readAll(oldest)).isEmpty();
    }

    @Test
    void anAddressThatHoldsManyConnectionsLosesItsOwn() throws IOException {
        Socket other = connectFrom("127.0.0.2");
        send(other, REQUEST.replace("small", "late"));
        for (int i = 0; i < 10 * CONNECTIONS; i++) {
            connect();
        }

        assertThat(readAll(other)).endsWith("late\n");
    }

    @Test
    void aRequestThatDoesNotArriveInTimeIsNotWaitedFor() throws IOException {
        Socket client = connect();

        send(client, "GET /small HTTP/1.1\r\nHost: local");

        assertThat(readAll(client)).isEmpty();
        assertThat(requests).hasValue(0);
    }

    /// It must be closed although it is not idle.
    @Test
    void aRequestThatComesByteByByteIsNotWaitedForEither() throws Exception {
        Socket client = connect();
        client.setSoTimeout(20);
        long begun = System.nanoTime();
        boolean open = true;
        while (open && System.nanoTime() - begun < Duration.ofSeconds(30).toNanos()) {
            open = drip(client);
        }

        assertThat(open).isFalse();
        assertThat(requests).hasValue(0);
    }

    @Test
    void aClientThatDoesNotReadIsDisconnected() throws Exception {
        Socket client = connect();

        send(client, REQUEST.replace("small", "large"));

        assertThat(unsent.poll(30, TimeUnit.SECONDS)).isEqualTo("/large");
    }

    @Test
    void tooManyHeadersAreRefused() throws IOException {
        Socket client = connect();

        send(client, "GET /small HTTP/1.1\r\n" + "X-Header: 0123456789\r\n".repeat(500));

        assertThat(readAll(client)).startsWith("HTTP/1.1 431 ");
        assertThat(requests).hasValue(0);
    }

    @Test
    void http2IsNotSpoken() throws IOException {
        Socket prior = connect();
        send(prior, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        Socket upgrade = connect();
        send(
                upgrade,
                REQUEST.replace(
                        "\r\n\r\n",
                        "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"));

        assertThat(readAll(prior)).doesNotContain("\0");
        assertThat(readAll(upgrade)).startsWith("HTTP/1.1 200 ").endsWith("small\n");
    }

    /// @return false if the server has closed the connection
    private static boolean drip(Socket client) throws IOException {
        try {
            client.getOutputStream().write('G');
            return client.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        return connectFrom("127.0.0.1");
    }

    private Socket connectFrom(String address) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(64 << 10);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.actualPort()));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (SocketException e) {
            // The server has closed it already: readAll shows what it sent.
        }
    }

    /// What the server sent before it closed or reset the connection.
    private static String readAll(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream from = socket.getInputStream();
        try {
            for (int c = from.read(); c >= 0; c = from.read()) {
                text.append((char) c);
            }
        } catch (SocketException e) {
            // reset
        }
        return text.toString();
    }
}
