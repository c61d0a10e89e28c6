package io.sidecars.configwatcher.signal;

import static java.util.Objects.requireNonNull;

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
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a request to an endpoint and blocks the caller until the response is complete, at most for the timeout. A
/// response that has begun counts, even if it breaks off, does not end within the timeout, or has more than 1 MiB:
/// its status says what the app has done.
final class EndpointClient {
    private static final Logger log = LoggerFactory.getLogger(EndpointClient.class);
    private static final int MAX_RESPONSE = 1 << 20;
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

        boolean refusesCredentials() {
            return status == 401 || status == 403 || status == 407;
        }

        @Nullable
        String retryAfter() {
            return headers.get("Retry-After");
        }

        /// The status code, and where a redirect leads to, without its query, which may be a secret.
        String describe() {
            String location = headers.get("Location");
            return status >= 300 && status < 400 && location != null
                    ? status + ", a redirect to "
                            + location.replaceFirst("(?s)[?#].*", "").replaceFirst("//[^/]*@", "//")
                    : String.valueOf(status);
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

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

    private static final class NotConnectedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotConnectedException(Throwable why) {
            super(why.getMessage() == null ? why.toString() : why.getMessage(), why);
        }
    }

    private record Request(HttpMethod method, Map<String, String> headers, Body body, long deadline) {
        Duration left() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }
    }

    private final Endpoint endpoint;
    private final Credentials credentials;
    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    /// The credentials of the last response that did not refuse them.
    private Credentials.@Nullable Loaded worked;

    private volatile @Nullable String note;

    /// @param client created by [#client], shared by all endpoints of one app
    /// @param secrets gets the credentials that are read
    EndpointClient(Endpoint endpoint, Vertx vertx, HttpClient client, KnownSecrets secrets) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint, secrets);
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
    }

    /// Keeps connections for less time than servers do. If the server closed a connection just as a signal was
    /// written, it would be unknown whether the app received the signal.
    static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(ResponseHeadFilter.MAX_HEADERS));
    }

    /// One line for an operator if the last response was not for the credentials that are in the files now; else
    /// null.
    @Nullable
    String note() {
        return note;
    }

    /// Sends the request with the credentials that are in the files now. If these cannot be used or are refused, it
    /// is sent once more with the ones that worked last: an app that has still to be told of new credentials knows
    /// only the old ones.
    ///
    /// @throws IOException with one line for an operator if there is no complete response in time
    Response send(HttpMethod method, Map<String, String> headers, Body body) throws IOException {
        Request request = new Request(
                method, headers, body, System.nanoTime() + endpoint.timeout().toNanos());
        Credentials.Loaded last = worked;
        Credentials.Loaded now = null;
        Response refused;
        try {
            now = credentials.read(vertx);
            Response response = exchange(request, now);
            if (!response.refusesCredentials()) {
                worked = now;
                note(null);
                return response;
            }
            refused = response;
            if (last == null || last.equals(now)) {
                return response;
            }
        } catch (UnusableException e) {
            if (last == null || last.equals(now)) {
                throw e;
            }
            return sendAgain(request, last, null, e);
        }
        return sendAgain(request, last, refused, new UnusableException("answer " + refused.status()));
    }

    private Response sendAgain(
            Request request, Credentials.Loaded last, @Nullable Response refused, UnusableException why)
            throws IOException {
        Response response = null;
        try {
            response = exchange(request, last);
        } catch (UnusableException e) {
            // The old credentials do not work either: the reason to show is the one against the new ones.
        }
        if (response != null && !response.refusesCredentials()) {
            note("the credentials in the files do not work (" + AppMessage.of(String.valueOf(why.getMessage()))
                    + "), the ones before them do");
            return response;
        }
        note(null);
        if (refused == null) {
            throw why;
        }
        return refused;
    }

    private void note(@Nullable String text) {
        if (text != null && note == null) {
            log.atWarn().addKeyValue("note", text).log("last working credentials used");
        }
        note = text;
    }

    private Response exchange(Request request, Credentials.Loaded loaded) throws IOException {
        if (endpoint.isUnix()) {
            return exchange(request, loaded, SocketAddress.domainSocketAddress(endpoint.socket()));
        }
        if (!endpoint.url().getHost().equals("localhost")) {
            return exchange(request, loaded, null);
        }
        NotConnectedException first = null;
        for (String address : LOOPBACK) {
            try {
                return exchange(request, loaded, SocketAddress.inetSocketAddress(endpoint.port(), address));
            } catch (NotConnectedException e) { // nothing was sent
                first = first == null ? e : first;
            }
        }
        throw requireNonNull(first);
    }

    /// @param server null for the host and port of the URL
    private Response exchange(Request request, Credentials.Loaded loaded, @Nullable SocketAddress server)
            throws IOException {
        Duration timeout = request.left();
        if (timeout.toMillis() < 1) {
            throw new IOException(late());
        }
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setAbsoluteURI(endpoint.address())
                .setConnectTimeout(timeout.toMillis());
        if (server != null) {
            options.setServer(server);
        }
        request.headers().forEach(options::putHeader);
        credentials.addTo(options, loaded);
        Promise<Response> result = Promise.promise();
        // Runs on the event loop from the start: on another thread, the response could end before its handlers are
        // set.
        context.runOnContext(_ -> {
            Future<HttpClientRequest> made;
            try {
                made = client.request(options);
            } catch (RuntimeException e) { // an address that the client does not understand
                result.fail(e);
                return;
            }
            ResponseReader reader = new ResponseReader();
            // The connection may be established after the timeout. The request must not be sent then.
            made.recover(problem -> Future.failedFuture(new NotConnectedException(problem)))
                    .compose(sent ->
                            result.future().isComplete() ? Future.failedFuture("too late") : send(sent, request.body()))
                    .compose(reader::read)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .recover(problem -> {
                        made.onSuccess(HttpClientRequest::reset); // never two in flight
                        return reader.begun(problem, oneLine(problem));
                    })
                    .onComplete(result);
        });
        try {
            return result.future().await(timeout.plusSeconds(1));
        } catch (TimeoutException e) {
            throw new IOException(late(), e);
        } catch (Exception e) { // await rethrows every failure unchanged, checked exceptions too
            IOException why = NoResponse.because(e, endpoint);
            if (e instanceof NotConnectedException && !(why instanceof UnusableException)) {
                throw new NotConnectedException(why);
            }
            throw why;
        }
    }

    private String late() {
        return "no response within " + endpoint.timeout().toMillis() + " ms";
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Body body) {
        HttpConnection connection = request.connection();
        connection.exceptionHandler(_ -> {}); // without a handler, Vert.x would log each failure of the connection
        if (connection instanceof ConnectionBase base) {
            ResponseHeadFilter.addTo(base);
        }
        return body.sendTo(request);
    }

    private String oneLine(Throwable problem) {
        if (problem instanceof TimeoutException) {
            return late();
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
                body.appendBuffer(chunk, 0, Math.min(chunk.length(), MAX_RESPONSE + 1 - body.length()));
                if (body.length() > MAX_RESPONSE
                        && result.tryFail(new IOException("the response is larger than " + MAX_RESPONSE + " bytes"))) {
                    response.request().reset();
                }
            });
            response.end()
                    .onSuccess(_ -> result.tryComplete(known(response, null)))
                    .onFailure(result::tryFail);
            return result.future();
        }

        /// What is known of a response that did not end, or the failure.
        Future<Response> begun(Throwable failure, String problem) {
            HttpClientResponse response = head;
            return response == null ? Future.failedFuture(failure) : Future.succeededFuture(known(response, problem));
        }

        private Response known(HttpClientResponse response, @Nullable String problem) {
            return new Response(response.statusCode(), response.headers(), body, problem);
        }
    }
}
