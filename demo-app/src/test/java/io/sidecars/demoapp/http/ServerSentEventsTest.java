package io.sidecars.demoapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerSentEventsTest {

    private static final String GET = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ServerSentEvents broadcast = new ServerSentEvents(vertx, 2);
    private Listener listener;

    @BeforeEach
    void open() throws IOException {
        listener = Listener.open(
                vertx,
                "events",
                Address.parse("127.0.0.1:0"),
                Map.of("GET /events", request -> broadcast.answer()),
                Map::of);
    }

    @AfterEach
    void close() throws Exception {
        broadcast.close();
        listener.close();
        vertx.close().await();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), listener.address().port()));
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whoDoesNotReadIsDroppedAndTheOthersAreNot() throws Exception {
        try (Socket slow = connect();
                Socket quick = connect()) {
            AtomicLong sent = new AtomicLong();
            AtomicLong read = new AtomicLong();
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    byte[] some = new byte[8 << 10];
                    for (int n = 0; n >= 0; n = quick.getInputStream().read(some)) {
                        read.addAndGet(n);
                    }
                } catch (IOException e) {
                    // closed at the end of the test
                }
            });
            await().until(() -> broadcast.clients() == 2);

            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        if (read.get() >= sent.get()) { // the quick one has everything
                            broadcast.send("x".repeat(64 << 10));
                            sent.addAndGet(64 << 10);
                        }
                        return broadcast.clients() == 1;
                    });

            assertThat(reader.isAlive()).isTrue();
            assertThat(slow.isConnected()).isTrue();
        }
        await().until(() -> broadcast.clients() == 0);
    }

    @Test
    void endOfTheProgramEndsTheStreams() throws Exception {
        try (Socket socket = connect()) {
            await().until(() -> broadcast.clients() == 1);
            broadcast.ping();

            broadcast.close();
            listener.close();

            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 200 OK").contains("retry: 1000", ": ping");
        }
    }
}
