package io.sidecars.configwatcher.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Set;

/// Two listeners: the Pod's address serves health and metrics and nothing else; localhost serves status and
/// control. Neither the Pod's network nor the app is trusted: see [Listener] for what is bounded.
public final class Management {
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int POD_CONNECTIONS = 32;
    private static final Duration POD_LIMIT = Duration.ofSeconds(10);
    private static final int LOCAL_CONNECTIONS = 16;
    /// Some responses take a minute.
    private static final Duration LOCAL_LIMIT = Duration.ofSeconds(90);

    private final HttpServer pod;
    private final HttpServer local;

    private Management(HttpServer pod, HttpServer local) {
        this.pod = pod;
        this.local = local;
    }

    /// Returns when both listeners are bound.
    ///
    /// @param vertx used for nothing else, so that a busy listener delays nothing but its own responses
    /// @param health called on the event loop
    /// @throws CannotListenException if an address is not available
    public static Management start(
            Vertx vertx,
            SocketAddress podAddress,
            SocketAddress localAddress,
            Health health,
            PrometheusMeterRegistry metrics,
            LocalRoutes routes) {
        MetricsPage page = new MetricsPage(metrics);
        Future<HttpServer> pod = Listener.listen(vertx, podAddress, POD_CONNECTIONS, POD_LIMIT, request -> {
            if (!READS.contains(request.method())) {
                end(request, 405);
                return;
            }
            switch (request.path()) {
                case "/livez" -> answer(request, health.live());
                case "/readyz" -> answer(request, health.ready());
                case "/metrics" -> page.answer(request);
                case null, default -> end(request, 404);
            }
        });
        Future<HttpServer> local = Listener.listen(vertx, localAddress, LOCAL_CONNECTIONS, LOCAL_LIMIT, routes::handle);
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

    private static void answer(HttpServerRequest request, boolean healthy) {
        request.response().setStatusCode(healthy ? 200 : 503).end(healthy ? "ok\n" : "not ok\n");
    }

    private static void end(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }
}
