package io.sidecars.configwatcher.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.client.LocalClient;
import io.sidecars.configwatcher.client.Requests;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryRouteTest implements Control, Health {
    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicInteger retries = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theCommandReachesTheRunningProcess() {
        assertThat(retry(true)).isZero();

        assertThat(retries).hasValue(1);
        assertThat(out).hasToString("trying every rejected version again\n");
    }

    @Test
    void withoutAConfigurationThereIsNothingToRetry() {
        assertThat(retry(false)).isOne();

        assertThat(err).hasToString("no configuration is in use\n");
    }

    private int retry(boolean running) {
        LocalRoutes routes = RetryRoute.addTo(new LocalRoutes(this), () -> {
            retries.incrementAndGet();
            return running;
        });
        SocketAddress any = SocketAddress.inetSocketAddress(0, "127.0.0.1");
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        int port = Management.start(vertx, any, any, this, metrics, routes).localPort();
        return new LocalClient("127.0.0.1:" + port, new PrintStream(out), new PrintStream(err)).send(Requests.retry());
    }

    @Override
    public String status() {
        return "{}";
    }

    @Override
    public Page page() {
        return new Page("", true);
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
