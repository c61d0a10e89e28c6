package io.sidecars.demoapp.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP listener. The event loop only moves bytes: each request is handled on its own virtual thread. The keys
/// of the endpoints are `METHOD /path`.
public final class Listener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    static final int MAX_CONNECTIONS = 256;
    private static final int MAX_REQUESTS = 256;
    private static final int MAX_HEADERS = 8 << 10;
    private static final int RECEIVE_BUFFER = 16 << 10;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Map<String, Endpoint> endpoints;
    private final Supplier<Map<String, String>> headers;
    private final Guard guard;
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);
    private final HttpServer server;
    private final String host;

    private Listener(
            Vertx vertx,
            Address address,
            Map<String, Endpoint> endpoints,
            Supplier<Map<String, String>> headers,
            Guard guard) {
        this.vertx = vertx;
        this.guard = guard;
        this.headers = headers;
        this.endpoints = Map.copyOf(endpoints);
        this.host = address.host();
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(address.port())
                .setHttp2ClearTextEnabled(false) // one connection could carry any number of requests
                .setMaxHeaderSize(MAX_HEADERS)
                .setReceiveBufferSize(RECEIVE_BUFFER)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        OpenConnections connections = new OpenConnections(MAX_CONNECTIONS);
        this.server = vertx.createHttpServer(options)
                .connectionHandler(connections::add)
                .requestHandler(this::accept);
    }

    /// Accepts no commands from web pages.
    ///
    /// @param headers added to every response, including 404
    public static Listener open(
            Vertx vertx,
            String name,
            Address address,
            Map<String, Endpoint> endpoints,
            Supplier<Map<String, String>> headers)
            throws IOException {
        return open(vertx, name, address, endpoints, headers, Guard::noWebPages);
    }

    public static Listener open(
            Vertx vertx,
            String name,
            Address address,
            Map<String, Endpoint> endpoints,
            Supplier<Map<String, String>> headers,
            Guard guard)
            throws IOException {
        Listener listener = new Listener(vertx, address, endpoints, headers, guard);
        try {
            listener.server.listen().await(10, TimeUnit.SECONDS);
        } catch (Exception e) { // await() rethrows checked exceptions undeclared
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        log.atInfo()
                .addKeyValue("name", name)
                .addKeyValue("address", listener.address())
                .log("listening");
        return listener;
    }

    /// The bound address, with the actual port if port 0 was requested.
    public Address address() {
        return new Address(host, server.actualPort());
    }

    private void accept(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        Endpoint endpoint = endpoints.get(request.method().name() + " " + path);
        if (endpoint == null) {
            boolean other = endpoints.keySet().stream().anyMatch(name -> name.endsWith(" " + path));
            send(request, other ? Response.error(405, "method not allowed") : Response.error(404, "not found"));
        } else if (!requests.tryAcquire()) {
            send(request, Response.error(503, "too many concurrent requests").with("Retry-After", "1"));
        } else {
            request.pause();
            Context context = vertx.getOrCreateContext();
            Thread.ofVirtual().name(path).start(() -> serve(endpoint, request, context));
        }
    }

    private void serve(Endpoint endpoint, HttpServerRequest request, Context context) {
        try {
            Response answer = answer(endpoint, request, context);
            context.runOnContext(go -> send(request, answer));
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("path", request.path()).log("request finished after shutdown, response dropped");
        } finally {
            requests.release();
        }
    }

    private Response answer(Endpoint endpoint, HttpServerRequest http, Context context) {
        Request request = new Request(http, context);
        try {
            guard.check(request);
            return endpoint.handle(request);
        } catch (HttpException e) {
            return e.answer();
        } catch (Exception e) {
            log.atError().setCause(e).addKeyValue("path", http.path()).log("request failed");
            return Response.error(500, "internal error; the log has the reason");
        }
    }

    private void send(HttpServerRequest request, Response answer) {
        headers.get().forEach(request.response()::putHeader);
        answer.headers().forEach(request.response()::putHeader);
        request.response().putHeader("X-Content-Type-Options", "nosniff").setStatusCode(answer.status());
        if (answer.stream() != null) {
            answer.stream().open(request.response());
        } else {
            request.response().end(answer.body());
        }
        if (!request.isEnded()) {
            request.resume(); // discards the part of the body that the endpoint did not read
        }
    }

    /// Accepts no new connections, and gives requests in flight one second.
    @Override
    public void close() throws TimeoutException {
        server.shutdown(GRACE).await(GRACE.plusSeconds(10));
    }
}
