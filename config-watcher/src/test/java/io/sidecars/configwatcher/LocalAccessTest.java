package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.client.LocalClient;
import io.sidecars.configwatcher.management.Control;
import io.sidecars.configwatcher.management.Health;
import io.sidecars.configwatcher.management.Management;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an operator asks the running process, and what a page in a browser cannot.
class LocalAccessTest implements Control, Health {
    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SocketAddress any = SocketAddress.inetSocketAddress(0, "127.0.0.1");
    private final Management management =
            Management.start(vertx, any, any, this, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), this);
    private boolean works = true;
    private int retries;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theStatusIsATableAndItsExitCodeSaysWhetherSomebodyMustLook() {
        assertThat(client().status(false)).isZero();
        assertThat(out).hasToString("a table\n");

        works = false;
        assertThat(client().status(false)).isEqualTo(4);
    }

    @Test
    void theStatusIsJsonToo() {
        works = false;
        assertThat(client().status(true)).isZero();
        assertThat(out).hasToString("{}\n");
    }

    @Test
    void retryIsPassedOn() {
        assertThat(client().retry()).isZero();
        assertThat(retries).isOne();
    }

    @Test
    void nobodyThereIsOneSentence() {
        LocalClient nobody = new LocalClient("127.0.0.1:1", new PrintStream(out), new PrintStream(err));

        assertThat(nobody.status(false)).isOne();
        assertThat(err).hasToString("nothing answers on 127.0.0.1:1: is config-watcher running in this container?\n");
    }

    @Test
    void aPageInABrowserReachesNothing() throws IOException {
        assertThat(ask("GET /status HTTP/1.0\r\nHost: evil.example\r\n\r\n")).contains(" 403 ");
        assertThat(
                        ask(
                                "POST /retry HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"))
                .contains(" 415 ");
        assertThat(retries).isZero();
    }

    private LocalClient client() {
        return new LocalClient("127.0.0.1:" + management.localPort(), new PrintStream(out), new PrintStream(err));
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), management.localPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public String status() {
        return "{}";
    }

    @Override
    public Page page() {
        return new Page("a table\n", works);
    }

    @Override
    public boolean retry() {
        retries++;
        return true;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public boolean ready() {
        return true;
    }
}
