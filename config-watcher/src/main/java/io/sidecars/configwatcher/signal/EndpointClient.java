package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sidecars.configwatcher.config.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sends a request to an endpoint and blocks the caller until the response is complete, at most for the timeout. A
/// response of more than 1 MiB is an error.
final class EndpointClient {
    private static final int LARGEST_RESPONSE = 1 << 20;
    private static final int KEEP_ALIVE_SECONDS = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    record Response(int status, MultiMap headers, Buffer body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        @Nullable
        String retryAfter() {
            return headers.get("Retry-After");
        }

        /// A missing node if the body is not JSON.
        JsonNode json() {
            try {
                JsonNode parsed = JSON.readTree(body.toString());
                return parsed == null ? MissingNode.getInstance() : parsed;
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }
    }

    private final Endpoint endpoint;
    private final Credentials credentials;
    private final Context context;
    private final HttpClient client;

    /// @param client created by [#client], shared by all endpoints of one app
    EndpointClient(Endpoint endpoint, Vertx vertx, HttpClient client) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint);
        this.context = vertx.getOrCreateContext();
        this.client = client;
    }

    /// Keeps connections for less time than servers do. If the server closed a connection just as a signal was
    /// written, it would be unknown whether the app received the signal.
    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
    }

    /// @throws IOException with one line for an operator if there is no complete response in time
    Response send(HttpMethod method, Map<String, String> headers, Buffer body) throws IOException {
        Duration timeout = endpoint.timeout();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(endpoint.url().toString())
                .setConnectTimeout(timeout.toMillis());
        headers.forEach(options::putHeader);
        credentials.addTo(options);
        Promise<Response> result = Promise.promise();
        // Runs on the event loop from the start: on another thread, the response could end before its handlers are
        // set.
        context.runOnContext(_ -> {
            Future<HttpClientRequest> request = client.request(options);
            // The connection may be established after the timeout. The request must not be sent then.
            request.compose(sent -> result.future().isComplete() ? Future.failedFuture("too late") : sent.send(body))
                    .compose(EndpointClient::readResponse)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(_ -> request.onSuccess(HttpClientRequest::reset)) // never two in flight
                    .onComplete(result);
        });
        try {
            return result.future().await(timeout.plusSeconds(1));
        } catch (TimeoutException e) {
            throw new IOException("no response within " + timeout.toMillis() + " ms", e);
        } catch (Exception e) { // await rethrows every failure unchanged, checked exceptions too
            throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private static Future<Response> readResponse(HttpClientResponse response) {
        Promise<Response> result = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= LARGEST_RESPONSE) {
                body.appendBuffer(chunk);
            } else {
                result.tryFail(new IOException("the response is larger than " + LARGEST_RESPONSE + " bytes"));
                response.request().reset();
            }
        });
        response.exceptionHandler(result::tryFail);
        response.endHandler(_ -> result.tryComplete(new Response(response.statusCode(), response.headers(), body)));
        return result.future();
    }
}
