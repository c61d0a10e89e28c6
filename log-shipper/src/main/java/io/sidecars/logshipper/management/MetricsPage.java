package io.sidecars.logshipper.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/// The metrics as text, rendered at most once a second: all responses share the same bytes. Used on the event loop
/// only.
final class MetricsPage {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    /// Netty copies what it sends to direct memory. A client that does not read keeps no more than this there.
    private static final int PIECE = 16 << 10;

    private final PrometheusMeterRegistry metrics;
    private Buffer page = Buffer.buffer();
    private long rendered;

    MetricsPage(PrometheusMeterRegistry metrics) {
        this.metrics = metrics;
    }

    void answer(HttpServerRequest request) {
        if (page.length() == 0 || System.nanoTime() - rendered >= FRESH) {
            page = Buffer.buffer(metrics.scrape());
            rendered = System.nanoTime();
        }
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .putHeader("Content-Length", Integer.toString(page.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            send(response, page, 0);
        }
    }

    private static void send(HttpServerResponse response, Buffer page, int from) {
        int to = Math.min(page.length(), from + PIECE);
        if (to == page.length()) {
            response.end(page.slice(from, to));
        } else {
            Future<Void> _ = response.write(page.slice(from, to)).onSuccess(_ -> send(response, page, to));
        }
    }
}
