package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.BodyReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Sends a request to the page's own port ten times a second, as a client outside would, and records which
/// database answered. It starts when the first database is connected: waiting for the first configuration is not
/// a failure.
public final class Probe implements AutoCloseable {

    static final String PATH = "/api/query";

    private static final int EVERY_MILLIS = 100;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_ANSWER = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final HttpClient client;
    private final BooleanSupplier ready;
    private final ProbeHistory history = new ProbeHistory();
    private long sent;
    private long timer;

    public Probe(Vertx vertx, BooleanSupplier ready) {
        this.vertx = vertx;
        this.ready = ready;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
    }

    ProbeHistory history() {
        return history;
    }

    public Probe start(Address page) {
        boolean any = InetAddress.ofLiteral(page.host()).isAnyLocalAddress();
        String url = "http://" + (any ? new Address("127.0.0.1", page.port()) : page) + PATH;
        timer = vertx.setPeriodic(EVERY_MILLIS, tick -> ask(url));
        return this;
    }

    private void ask(String url) {
        if (!ready.getAsBoolean()) {
            return;
        }
        long number = ++sent;
        long start = System.nanoTime();
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(url)
                        .setTimeout(TIMEOUT_MILLIS))
                .compose(HttpClientRequest::send)
                .expecting(HttpResponseExpectation.SC_OK)
                .compose(response -> BodyReader.read(response, MAX_ANSWER))
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .map(Probe::database)
                .otherwiseEmpty()
                .onSuccess(database -> history.add(
                        number, System.currentTimeMillis(), (System.nanoTime() - start) / 1_000_000, database));
    }

    private static @Nullable String database(Buffer body) {
        try {
            return JSON.readTree(body.getBytes()).path("database").textValue();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
