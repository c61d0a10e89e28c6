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

/// Blocks its caller for one request and answer, never for longer than the timeout, never for more than 1 MiB.
final class EndpointClient {
    private static final int MOST_BYTES = 1 << 20;
    private static final int KEPT_SECONDS = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    record Response(int status, MultiMap headers, Buffer body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        @Nullable
        String retryAfter() {
            return headers.get("Retry-After");
        }

        /// An answer that is no JSON is an answer that says nothing.
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

    /// @param client of [#client], for all places of one app
    EndpointClient(Endpoint endpoint, Vertx vertx, HttpClient client) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint);
        this.context = vertx.getOrCreateContext();
        this.client = client;
    }

    /// Connections are kept for less time than servers keep them: one that is closed in the moment in which a signal is
    /// written would leave open whether it was heard.
    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEPT_SECONDS));
    }

    /// @throws IOException with one line for people if there is no complete answer in time
    Response send(HttpMethod method, Map<String, String> headers, Buffer body) throws IOException {
        Duration timeout = endpoint.timeout();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(endpoint.url().toString())
                .setConnectTimeout(timeout.toMillis());
        headers.forEach(options::putHeader);
        credentials.addTo(options);
        Promise<Response> answer = Promise.promise();
        // On the event loop from the start: elsewhere an answer can be over before its handlers are set.
        context.runOnContext(_ -> {
            Future<HttpClientRequest> request = client.request(options);
            // A handshake may end after the timeout: what is given up must not be sent.
            request.compose(sent -> answer.future().isComplete() ? Future.failedFuture("too late") : sent.send(body))
                    .compose(EndpointClient::answer)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(_ -> request.onSuccess(HttpClientRequest::reset)) // never two in flight
                    .onComplete(answer);
        });
        try {
            return answer.future().await(timeout.plusSeconds(1));
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (Exception e) { // await rethrows any failure as it is, checked ones too
            throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    private static Future<Response> answer(HttpClientResponse response) {
        Promise<Response> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= MOST_BYTES) {
                body.appendBuffer(chunk);
            } else {
                answer.tryFail(new IOException("the answer is larger than " + MOST_BYTES + " bytes"));
                response.request().reset();
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(_ -> answer.tryComplete(new Response(response.statusCode(), response.headers(), body)));
        return answer.future();
    }
}
