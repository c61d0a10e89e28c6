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

/// Talks to the Pod's other containers. Asks all at once, and waits for none of them longer than 800 ms.
final class PeerClient {

    private static final int TIMEOUT_MILLIS = 800;
    private static final int COMMAND_TIMEOUT_MILLIS = 5000;
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final PeerAddresses addresses;

    /// Null is what did not answer in time.
    record Answers(
            @Nullable JsonNode watcher,
            @Nullable JsonNode shipper,
            @Nullable JsonNode stats,
            @Nullable JsonNode lines) {}

    PeerClient(Vertx vertx, PeerAddresses addresses) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
        this.addresses = addresses;
    }

    Answers ask() {
        Future<Buffer> watcher = get(addresses.watcherStatus().toString());
        Future<Buffer> shipper = get(addresses.shipperStatus().toString());
        Future<Buffer> stats = get(addresses.collector() + "/stats");
        Future<Buffer> lines = get(addresses.collector() + "/lines?last=20");
        return new Answers(json(watcher), json(shipper), json(stats), json(lines));
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

    /// Posts a JSON command. Null if it was taken, else why not in one sentence.
    @Nullable
    String tell(URI uri, String json) {
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
