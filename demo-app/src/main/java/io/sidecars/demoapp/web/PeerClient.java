package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.BodyReader;
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

/// Reads the status of the Pod's other containers, all at the same time and for at most 800 ms each, and sends
/// them commands.
final class PeerClient {

    private static final int TIMEOUT_MILLIS = 800;
    private static final int COMMAND_TIMEOUT_MILLIS = 5000;
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final PeerAddresses addresses;

    /// Null if the container did not answer in time.
    record Statuses(
            @Nullable JsonNode watcher,
            @Nullable JsonNode shipper,
            @Nullable JsonNode stats,
            @Nullable JsonNode lines) {}

    PeerClient(Vertx vertx, PeerAddresses addresses) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
        this.addresses = addresses;
    }

    Statuses read() {
        Future<Buffer> watcher = get(addresses.watcherStatus().toString());
        Future<Buffer> shipper = get(addresses.shipperStatus().toString());
        Future<Buffer> stats = get(addresses.collector() + "/stats");
        Future<Buffer> lines = get(addresses.collector() + "/lines?last=20");
        return new Statuses(json(watcher), json(shipper), json(stats), json(lines));
    }

    private Future<Buffer> get(String uri) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(uri)
                        .setTimeout(TIMEOUT_MILLIS))
                .compose(HttpClientRequest::send)
                .expecting(HttpResponseExpectation.SC_OK)
                .compose(response -> BodyReader.read(response, MAX_BYTES))
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static @Nullable JsonNode json(Future<Buffer> answer) {
        return answer.map(PeerClient::parse).otherwiseEmpty().await();
    }

    private static JsonNode parse(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Posts a JSON command. Null if it was accepted, otherwise one sentence that says why not.
    @Nullable
    String send(URI uri, String json) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(uri.toString())
                        .putHeader("Content-Type", "application/json")
                        .setTimeout(COMMAND_TIMEOUT_MILLIS))
                .compose(request -> request.send(Buffer.buffer(json)))
                .compose(response -> BodyReader.read(response, MAX_BYTES)
                        .<@Nullable String>map(body -> response.statusCode() / 100 == 2
                                ? null
                                : uri + " answered " + response.statusCode() + ": "
                                        + body.toString().strip()))
                .timeout(COMMAND_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(problem -> uri + " does not answer: " + problem.getMessage())
                .await();
    }
}
