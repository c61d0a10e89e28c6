package io.sidecars.configwatcher.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.client.LocalClient;
import io.sidecars.configwatcher.client.Request;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the kubelet, Prometheus and an operator get, and what a web page in a browser does not.
class ManagementTest implements Control, Health {
    private volatile boolean works = true;
    private volatile boolean healthy = true;
    private final AtomicInteger changes = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final SocketAddress any = SocketAddress.inetSocketAddress(0, "127.0.0.1");
    private final LocalRoutes routes = new LocalRoutes(this).post("/change", request -> {
        changes.incrementAndGet();
        LocalRoutes.answer(request, 200, "changed");
    });
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Management management = Management.start(vertx, any, any, this, metrics, routes);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theStatusIsATableWhoseExitCodeSaysWhetherAProblemNeedsAttention() {
        assertThat(send(Request.status(false))).isZero();
        assertThat(out).hasToString("a table\n");

        works = false;
        assertThat(send(Request.status(false))).isEqualTo(4);
    }

    @Test
    void theStatusIsAlsoJson() {
        works = false;
        assertThat(send(Request.status(true))).isZero();
        assertThat(out).hasToString("{}\n");
    }

    @Test
    void aRouteOfTheSidecarIsServed() {
        assertThat(send(new Request("POST /change", "text/plain", 200))).isZero();
        assertThat(out).hasToString("changed\n");
        assertThat(changes).hasValue(1);
    }

    @Test
    void aPageInABrowserReachesNothing() throws IOException {
        assertThat(local("GET /status HTTP/1.0\r\nHost: evil.example\r\n\r\n")).contains(" 403 ");
        assertThat(local("POST /change HTTP/1.0\r\nHost: evil.example\r\nContent-Type: application/json\r\n\r\n"))
                .contains(" 403 ");
        assertThat(local("POST /change HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n"))
                .contains(" 415 ");
        assertThat(changes).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"GET /change, 405", "POST /status, 405", "HEAD /status, 200", "GET /other, 404"})
    void everyRouteHasItsMethods(String line, String status) throws IOException {
        assertThat(local(line + " HTTP/1.0\r\nHost: [::1]\r\n\r\n")).contains(" " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void aProbeIsAnsweredWithTheHealth(String path) throws IOException {
        assertThat(pod("GET " + path)).contains(" 200 ").endsWith("\r\n\r\nok\n");

        healthy = false;
        assertThat(pod("GET " + path)).contains(" 503 ").endsWith("\r\n\r\nnot ok\n");
    }

    @Test
    void thePodsAddressServesMetricsAndNoControl() throws IOException {
        metrics.counter("some_counter").increment();

        assertThat(pod("GET /metrics")).contains("some_counter_total 1.0");
        assertThat(pod("GET /status")).contains(" 404 ");
        assertThat(pod("POST /change")).contains(" 405 ");
    }

    @Test
    void metricsAreRenderedOnceASecondHoweverManyClientsAsk() throws IOException {
        AtomicInteger rendered = new AtomicInteger();
        metrics.gauge("some_gauge", rendered, AtomicInteger::incrementAndGet);
        long begun = System.nanoTime();

        for (int i = 0; i < 50; i++) {
            assertThat(pod("GET /metrics")).contains("some_gauge ");
        }

        assertThat(rendered.longValue())
                .isBetween(1L, 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }

    @Test
    void largeMetricsArriveCompletely() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            metrics.counter("some_counter", "number", Integer.toString(i)).increment();
        }

        assertThat(pod("GET /metrics"))
                .contains("some_counter_total{number=\"4999\"} 1.0\n")
                .endsWith("\n");
        assertThat(pod("HEAD /metrics"))
                .containsIgnoringCase("\r\nContent-Length: ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void bothListenersAnswerWhileAClientHoldsAllTheirConnections() throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), management.podPort()));
            held.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), management.localPort()));
        }

        assertThat(pod("GET /livez")).contains(" 200 ");
        assertThat(send(Request.status(true))).isZero();
        for (Socket socket : held) {
            socket.close();
        }
    }

    private int send(Request request) {
        PrintStream print = new PrintStream(out);
        return new LocalClient("127.0.0.1:" + management.localPort(), print, print).send(request);
    }

    private String local(String request) throws IOException {
        return ask(management.localPort(), request);
    }

    private String pod(String line) throws IOException {
        return ask(management.podPort(), line + " HTTP/1.0\r\n\r\n");
    }

    private static String ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
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
    public boolean live() {
        return healthy;
    }

    @Override
    public boolean ready() {
        return healthy;
    }
}
