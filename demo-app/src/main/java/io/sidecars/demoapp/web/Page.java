package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Answer;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.Reloads;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `GET /`, its `/api/state`, and `/livez`, `/readyz`, `/metrics`. Nothing here changes anything.
public final class Page {

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'";

    private final Database database;
    private final Reloads reloads;
    private final OrderLog orders;
    private final PrometheusMeterRegistry meters;
    private final Peers peers;
    private final Answer html;
    private final long started = System.nanoTime();

    /// Where the Pod's other containers answer.
    public record PeerAddresses(URI watcherStatus, URI collector) {}

    public Page(
            Vertx vertx,
            Database database,
            Reloads reloads,
            OrderLog orders,
            PrometheusMeterRegistry meters,
            PeerAddresses addresses)
            throws IOException {
        this.database = database;
        this.reloads = reloads;
        this.orders = orders;
        this.meters = meters;
        this.peers = new Peers(vertx, addresses.watcherStatus(), addresses.collector());
        this.html = Answer.of(200, "text/html; charset=utf-8", resource())
                .with("Content-Security-Policy", POLICY)
                .with("Cache-Control", "no-cache");
    }

    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "GET /", request -> html,
                "GET /api/state", request -> Answer.json(200, state()).with("Cache-Control", "no-store"),
                "GET /livez", request -> Answer.text(200, "alive"),
                "GET /readyz", request -> ready(),
                "GET /metrics", request -> Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()));
    }

    private Answer ready() {
        return database.isOpen() ? Answer.text(200, "ready") : Answer.text(503, "waiting for a valid configuration");
    }

    private State state() {
        Peers.Answers answers = peers.ask();
        Database.Live live = ask();
        return new State(
                live == null ? null : State.Connected.of(live),
                reloads.version(),
                text(at(answers.watcher(), "/mounted/version")),
                orders.written(),
                orders.run(),
                answers.stats(),
                at(answers.lines(), "/lines"),
                (System.nanoTime() - started) / 1_000_000_000,
                new State.Requests(database.served(), database.failed()));
    }

    private Database.@Nullable Live ask() {
        try {
            return database.ask();
        } catch (SQLException e) {
            return null; // counted as failed; the page shows that no database answers
        }
    }

    private static @Nullable JsonNode at(@Nullable JsonNode json, String pointer) {
        JsonNode node = json == null ? null : json.at(pointer);
        return node == null || node.isMissingNode() || node.isNull() ? null : node;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : node.asText();
    }

    private static String resource() throws IOException {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("/page.html"), "page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
