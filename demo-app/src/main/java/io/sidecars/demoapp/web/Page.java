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

/// `GET /`, its state once (`/api/state`) and live (`/api/events`), one query (`/api/query`), and `/livez`, `/readyz`,
/// `/metrics`. Nothing here changes anything, except the buttons, if there are any.
public final class Page implements AutoCloseable {

    private static final int MAX_OPEN = 50;

    private final Database database;
    private final PrometheusMeterRegistry meters;
    private final StateReader view;
    private final ServerSentEvents events;
    private final StatePublisher live;
    private final Map<String, Endpoint> files;
    private final Map<String, Endpoint> buttons;

    /// What the page is about.
    public record Shown(Database database, Reloader reloader, OrderLog orders, Probe probe, long starts) {}

    /// @param controls whether the page has buttons that work
    public Page(
            Vertx vertx,
            Shown shown,
            PrometheusMeterRegistry meters,
            PeerAddresses addresses,
            Commands commands,
            boolean controls)
            throws IOException {
        this.database = shown.database();
        this.meters = meters;
        PeerClient peers = new PeerClient(vertx, addresses);
        this.files = StaticFiles.endpoints();
        this.buttons = controls ? new Controls(peers, addresses, commands).endpoints() : Map.of();
        this.view = new StateReader(
                shown, peers, new PageState.Buttons(controls, controls && addresses.kubeletSimulator() != null));
        this.events = new ServerSentEvents(vertx, MAX_OPEN);
        this.live = new StatePublisher(view, events);
    }

    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>(files);
        endpoints.putAll(buttons);
        endpoints.put(
                "GET /api/state", request -> Response.json(200, view.look()).with("Cache-Control", "no-store"));
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
        live.close();
    }
}
