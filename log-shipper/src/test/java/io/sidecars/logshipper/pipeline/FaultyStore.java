package io.sidecars.logshipper.pipeline;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store over HTTP that fails every third request, each time in another way, and drops what it has already, by
/// key.
final class FaultyStore implements AutoCloseable {
    /// What one protocol looks like from the other side.
    interface Protocol {
        /// The records of a request: what tells duplicates apart, and the line.
        Map<String, String> decode(String uri, Buffer body);

        /// Answers that all is well.
        ///
        /// @param known which of the records were there before, in order
        void accept(HttpServerResponse response, List<Boolean> known);

        /// A way to fail that only this protocol has.
        default void failPartly(HttpServerResponse response, FaultyStore store, Map<String, String> records) {
            response.setStatusCode(503).end();
        }
    }

    private enum Fault {
        SLOW_DOWN_SECONDS,
        SLOW_DOWN_DATE,
        SLOW_DOWN_GARBAGE,
        STATUS_500,
        STATUS_502,
        STATUS_503,
        STATUS_504,
        STATUS_408,
        TOO_LARGE,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        REDIRECT,
        BROKEN_BEFORE,
        TAKEN_BUT_BROKEN,
        TAKEN_BUT_SILENT,
        TAKEN_BUT_TRUNCATED,
        TAKEN_SLOWLY,
        PARTLY
    }

    private final HttpServer server;
    private final Protocol protocol;
    private final Map<String, String> stored = new HashMap<>();
    private final Map<Fault, Integer> faults = new TreeMap<>();
    private int requests;

    FaultyStore(Vertx vertx, Protocol protocol) {
        this.protocol = protocol;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /// Lines by what tells duplicates apart.
    synchronized Map<String, String> stored() {
        return Map.copyOf(stored);
    }

    /// How many ways to fail there are, and how many were met.
    synchronized List<Integer> faults() {
        return List.of(Fault.values().length, faults.size());
    }

    /// Returns which records were there before.
    synchronized List<Boolean> store(Map<String, String> records) {
        List<Boolean> known = new ArrayList<>();
        records.forEach((key, line) -> known.add(stored.put(key, line) != null));
        return known;
    }

    private synchronized void answer(HttpServerRequest request, Buffer body) {
        Map<String, String> records = protocol.decode(request.uri(), body);
        if (++requests % 3 == 0) {
            Fault fault = Fault.values()[requests / 3 % Fault.values().length];
            faults.merge(fault, 1, Integer::sum);
            fail(fault, request, records);
        } else {
            protocol.accept(request.response(), store(records));
        }
    }

    private void fail(Fault fault, HttpServerRequest request, Map<String, String> records) {
        HttpServerResponse response = request.response();
        switch (fault) {
            case SLOW_DOWN_SECONDS -> slowDown(response, "1");
            case SLOW_DOWN_DATE -> slowDown(response, "Thu, 01 Jan 1970 00:00:01 GMT");
            case SLOW_DOWN_GARBAGE -> slowDown(response, "soon");
            case STATUS_500 -> response.setStatusCode(500).end();
            case STATUS_502 -> response.setStatusCode(502).end("<html>bad gateway</html>");
            case STATUS_503 -> response.setStatusCode(503).end();
            case STATUS_504 -> response.setStatusCode(504).end();
            case STATUS_408 -> response.setStatusCode(408).end();
            case TOO_LARGE -> {
                if (records.size() > 1) {
                    response.setStatusCode(413).end();
                } else {
                    protocol.accept(response, store(records));
                }
            }
            case UNAUTHORIZED -> response.setStatusCode(401).end();
            case FORBIDDEN -> response.setStatusCode(403).end();
            case NOT_FOUND -> response.setStatusCode(404).end();
            case REDIRECT ->
                response.setStatusCode(307).putHeader("Location", "/elsewhere").end();
            case BROKEN_BEFORE -> request.connection().close();
            case TAKEN_BUT_BROKEN -> {
                store(records);
                request.connection().close();
            }
            case TAKEN_BUT_SILENT -> store(records);
            case TAKEN_BUT_TRUNCATED -> {
                store(records);
                response.putHeader("Content-Length", "100").write("{\"begun\":");
                request.connection().close();
            }
            case TAKEN_SLOWLY -> {
                store(records);
                response.setChunked(true).write("{");
            }
            case PARTLY -> protocol.failPartly(response, this, records);
        }
    }

    private static void slowDown(HttpServerResponse response, String after) {
        response.setStatusCode(429).putHeader("Retry-After", after).end();
    }

    @Override
    public void close() {
        server.close().await();
    }
}
