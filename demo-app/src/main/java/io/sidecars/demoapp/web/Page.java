package io.sidecars.demoapp.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.admin.Commands;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Answer;
import io.sidecars.demoapp.http.Broadcast;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.Reloads;
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
    private final View view;
    private final Broadcast events;
    private final Live live;
    private final Map<String, Endpoint> files;
    private final Map<String, Endpoint> buttons;

    /// What the page is about.
    public record Shown(Database database, Reloads reloads, OrderLog orders, Probe probe, long starts) {}

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
        Peers peers = new Peers(vertx, addresses);
        this.files = Files.endpoints();
        this.buttons = controls ? new Controls(peers, addresses, commands).endpoints() : Map.of();
        this.view = new View(shown, peers, new State.Buttons(controls, controls && addresses.conductor() != null));
        this.events = new Broadcast(vertx, MAX_OPEN);
        this.live = new Live(view, events);
    }

    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>(files);
        endpoints.putAll(buttons);
        endpoints.put("GET /api/state", request -> Answer.json(200, view.look()).with("Cache-Control", "no-store"));
        endpoints.put("GET /api/events", request -> events.answer());
        endpoints.put("GET " + Probe.PATH, request -> query().with("Cache-Control", "no-store"));
        endpoints.put("GET /livez", request -> Answer.text(200, "alive"));
        endpoints.put("GET /readyz", request -> ready());
        endpoints.put(
                "GET /metrics", request -> Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()));
        return endpoints;
    }

    private Answer query() {
        try {
            Database.Live answer = database.ask();
            return answer == null
                    ? Answer.error(503, "no database yet")
                    : Answer.json(200, Map.of("database", answer.name(), "orders", answer.orders()));
        } catch (SQLException e) {
            return Answer.error(503, "the query failed");
        }
    }

    private Answer ready() {
        return database.isOpen() ? Answer.text(200, "ready") : Answer.text(503, "waiting for a valid configuration");
    }

    @Override
    public void close() {
        live.close();
    }
}
