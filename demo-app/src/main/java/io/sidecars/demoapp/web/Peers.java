package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.Bodies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks the Pod's other containers, all at once, and waits for none of them longer than 800 ms.
final class Peers {

    private static final int TIMEOUT_MILLIS = 800;
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final URI watcherStatus;
    private final URI collector;

    /// Null is what did not answer in time.
    record Answers(
            @Nullable JsonNode watcher,
            @Nullable JsonNode stats,
            @Nullable JsonNode lines) {}

    Peers(Vertx vertx, URI watcherStatus, URI collector) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
        this.watcherStatus = watcherStatus;
        this.collector = collector;
    }

    Answers ask() {
        Future<Buffer> watcher = get(watcherStatus.toString());
        Future<Buffer> stats = get(collector + "/stats");
        Future<Buffer> lines = get(collector + "/lines?last=20");
        return new Answers(json(watcher), json(stats), json(lines));
    }

    private Future<Buffer> get(String uri) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(uri)
                        .setTimeout(TIMEOUT_MILLIS))
                .compose(HttpClientRequest::send)
                .expecting(HttpResponseExpectation.SC_OK)
                .compose(response -> Bodies.read(response, MAX_BYTES))
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static @Nullable JsonNode json(Future<Buffer> answer) {
        return answer.map(Peers::parse).otherwiseEmpty().await();
    }

    private static JsonNode parse(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
