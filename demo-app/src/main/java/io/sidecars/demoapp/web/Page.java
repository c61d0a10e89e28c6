package io.sidecars.demoapp.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.admin.Commands;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Response;
import io.sidecars.demoapp.http.ServerSentEvents;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.Reloader;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The endpoints of the page's port: the page, its state as one document (`/api/state`) and as a stream
/// (`/api/events`), one query (`/api/query`), the buttons, `/livez`, `/readyz` and `/metrics`. Only the buttons
/// change anything.
public final class Page implements AutoCloseable {

    private static final int MAX_OPEN_PAGES = 50;

    private final Database database;
    private final PrometheusMeterRegistry meters;
    private final StateReader state;
    private final ServerSentEvents events;
    private final StatePublisher publisher;
    private final Map<String, Endpoint> files;
    private final Map<String, Endpoint> buttons;

    /// The parts of the app that the page shows.
    public record Sources(Database database, Reloader reloader, OrderLog orders, Probe probe, long starts) {}

    /// @param controls whether the buttons are enabled
    public Page(
            Vertx vertx,
            Sources sources,
            PrometheusMeterRegistry meters,
            PeerAddresses addresses,
            Commands commands,
            boolean controls)
            throws IOException {
        this.database = sources.database();
        this.meters = meters;
        PeerClient peers = new PeerClient(vertx, addresses);
        this.files = StaticFiles.endpoints();
        this.buttons = controls ? new Controls(peers, addresses, commands).endpoints() : Map.of();
        this.state = new StateReader(
                sources, peers, new PageState.Buttons(controls, controls && addresses.kubeletSimulator() != null));
        this.events = new ServerSentEvents(vertx, MAX_OPEN_PAGES);
        this.publisher = new StatePublisher(state, events);
    }

    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>(files);
        endpoints.putAll(buttons);
        endpoints.put(
                "GET /api/state", request -> Response.json(200, state.read()).with("Cache-Control", "no-store"));
        endpoints.put("GET /api/events", request -> events.answer());
        endpoints.put("GET " + Probe.PATH, request -> query().with("Cache-Control", "no-store"));
        endpoints.put("GET /livez", request -> Response.text(200, "alive"));
        endpoints.put("GET /readyz", request -> ready());
        endpoints.put(
                "GET /metrics",
                request -> Response.of(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()));
        return endpoints;
    }

    private Response query() {
        try {
            Database.QueryResult answer = database.ask();
            return answer == null
                    ? Response.error(503, "no database yet")
                    : Response.json(200, Map.of("database", answer.name(), "orders", answer.orders()));
        } catch (SQLException e) {
            return Response.error(503, "the query failed");
        }
    }

    private Response ready() {
        return database.isOpen()
                ? Response.text(200, "ready")
                : Response.text(503, "waiting for a valid configuration");
    }

    @Override
    public void close() {
        publisher.close();
    }
}
