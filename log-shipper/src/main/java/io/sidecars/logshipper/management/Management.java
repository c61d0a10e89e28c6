package io.sidecars.logshipper.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Set;

/// Two listeners: the Pod's address serves health and metrics and nothing else; localhost serves status and control.
public final class Management {
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final HttpServer pod;
    private final HttpServer local;

    private Management(HttpServer pod, HttpServer local) {
        this.pod = pod;
        this.local = local;
    }

    /// Returns when both listeners are bound.
    ///
    /// @param health called on the event loop
    /// @throws CannotListenException if an address is not available
    public static Management start(
            Vertx vertx,
            SocketAddress podAddress,
            SocketAddress localAddress,
            Health health,
            PrometheusMeterRegistry metrics,
            LocalRoutes routes) {
        Future<HttpServer> pod = listen(vertx, podAddress, request -> {
            if (!READS.contains(request.method())) {
                end(request, 405);
                return;
            }
            switch (request.path()) {
                case "/livez" -> answer(request, health.live());
                case "/readyz" -> answer(request, health.ready());
                case "/metrics" -> answer(request, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
                case null, default -> end(request, 404);
            }
        });
        Future<HttpServer> local = listen(vertx, localAddress, routes::handle);
        return new Management(bound(pod, podAddress), bound(local, localAddress));
    }

    /// The message is one sentence that names the address.
    public static final class CannotListenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private CannotListenException(SocketAddress address, Throwable cause) {
            super("cannot listen on " + address + ": " + cause.getMessage(), cause);
        }
    }

    private static HttpServer bound(Future<HttpServer> server, SocketAddress address) {
        try {
            return server.await();
        } catch (Throwable e) { // `await` throws the cause as it is, also a checked exception that it does not declare
            throw new CannotListenException(address, e);
        }
    }

    public int podPort() {
        return pod.actualPort();
    }

    public int localPort() {
        return local.actualPort();
    }

    private static Future<HttpServer> listen(Vertx vertx, SocketAddress address, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer().requestHandler(handler).listen(address);
    }

    private static void answer(HttpServerRequest request, boolean healthy) {
        request.response().setStatusCode(healthy ? 200 : 503).end(healthy ? "ok\n" : "not ok\n");
    }

    private static void answer(HttpServerRequest request, String type, String body) {
        request.response().putHeader("Content-Type", type).end(body);
    }

    private static void end(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }
}
