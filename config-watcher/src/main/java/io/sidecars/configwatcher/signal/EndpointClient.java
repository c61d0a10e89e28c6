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
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sends a request to an endpoint and blocks the caller until the response is complete, at most for the timeout. A
/// response that has begun counts, even if it breaks off, does not end within the timeout, or has more than 1 MiB:
/// its status says what the app has done.
final class EndpointClient {
    private static final int LARGEST_RESPONSE = 1 << 20;
    private static final int KEEP_ALIVE_SECONDS = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param problem why the body lacks its end, one line for an operator; null if it is complete
    record Response(
            int status,
            MultiMap headers,
            Buffer body,
            @Nullable String problem) {
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
    /// @param secrets gets the credentials that are read
    EndpointClient(Endpoint endpoint, Vertx vertx, HttpClient client, KnownSecrets secrets) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint, secrets);
        this.context = vertx.getOrCreateContext();
        this.client = client;
    }

    /// Keeps connections for less time than servers do. If the server closed a connection just as a signal was
    /// written, it would be unknown whether the app received the signal.
    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(ResponseHeadFilter.LARGEST_HEADERS));
    }

    /// @throws IOException with one line for an operator if there is no complete response in time
    Response send(HttpMethod method, Map<String, String> headers, Body body) throws IOException {
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
            ResponseReader reader = new ResponseReader();
            // The connection may be established after the timeout. The request must not be sent then.
            request.compose(sent -> result.future().isComplete() ? Future.failedFuture("too late") : send(sent, body))
                    .compose(reader::read)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .recover(problem -> {
                        request.onSuccess(HttpClientRequest::reset); // never two in flight
                        return reader.begun(oneLine(problem, timeout));
                    })
                    .onComplete(result);
        });
        try {
            return result.future().await(timeout.plusSeconds(1));
        } catch (TimeoutException e) {
            throw new IOException(oneLine(e, timeout), e);
        } catch (Exception e) { // await rethrows every failure unchanged, checked exceptions too
            throw new IOException(oneLine(e, timeout), e);
        }
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Body body) {
        HttpConnection connection = request.connection();
        connection.exceptionHandler(_ -> {}); // without a handler, Vert.x would log each failure of the connection
        if (connection instanceof ConnectionBase base) {
            ResponseHeadFilter.addTo(base);
        }
        return body.sendTo(request);
    }

    private static String oneLine(Throwable problem, Duration timeout) {
        if (problem instanceof TimeoutException) {
            return "no response within " + timeout.toMillis() + " ms";
        }
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }

    /// Reads one response, on the event loop.
    private static final class ResponseReader {
        private final Buffer body = Buffer.buffer();
        private @Nullable HttpClientResponse head;

        Future<Response> read(HttpClientResponse response) {
            head = response;
            Promise<Response> result = Promise.promise();
            response.handler(chunk -> {
                body.appendBuffer(chunk, 0, Math.min(chunk.length(), LARGEST_RESPONSE + 1 - body.length()));
                if (body.length() > LARGEST_RESPONSE
                        && result.tryFail(
                                new IOException("the response is larger than " + LARGEST_RESPONSE + " bytes"))) {
                    response.request().reset();
                }
            });
            response.end()
                    .onSuccess(_ -> result.tryComplete(known(response, null)))
                    .onFailure(result::tryFail);
            return result.future();
        }

        /// What is known of a response that did not end, or the failure.
        Future<Response> begun(String problem) {
            HttpClientResponse response = head;
            return response == null
                    ? Future.failedFuture(new IOException(problem))
                    : Future.succeededFuture(known(response, problem));
        }

        private Response known(HttpClientResponse response, @Nullable String problem) {
            return new Response(response.statusCode(), response.headers(), body, problem);
        }
    }
}
