package io.sidecars.demoapp.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients cannot do to a listener.
@Timeout(60)
class ListenerTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> sockets = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Listener listener;

    @BeforeEach
    void open() throws IOException {
        Map<String, Endpoint> endpoints = Map.of("GET /ping", request -> Response.text(200, "pong"));
        listener = Listener.open(vertx, "test", new Address("127.0.0.1", 0), endpoints, Map::of);
    }

    @AfterEach
    void close() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        listener.close();
        vertx.close().await();
    }

    @Test
    void aClientThatHoldsManyConnectionsKeepsNoOtherOut() throws IOException {
        Socket oldest = connect();
        for (int i = 0; i < Listener.MAX_CONNECTIONS; i++) {
            connect();
        }

        assertThat(ask(connect(), "GET /ping HTTP/1.0\r\n\r\n")).endsWith("pong\n");
        assertThat(ask(oldest, "")).isEmpty();
    }

    @Test
    void http2IsNotSpoken() throws IOException {
        assertThat(ask(connect(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0GET / HTTP/1.0\r\n\r\n"))
                .doesNotContain("\0");
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.address().port());
        sockets.add(socket);
        return socket;
    }

    /// What the listener sends until it closes or resets the connection.
    private static String ask(Socket socket, String request) throws IOException {
        StringBuilder response = new StringBuilder();
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                response.append((char) c);
            }
        } catch (SocketException e) {
            // reset
        }
        return response.toString();
    }
}
