package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.CompletedReload;
import io.sidecars.demoapp.reload.Reloader;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads everything that the page shows.
final class StateReader {

    private final Database database;
    private final Reloader reloader;
    private final OrderLog orders;
    private final Probe probe;
    private final PeerClient peers;
    private final PageState.Buttons buttons;
    private final long starts;
    private final long started = System.nanoTime();

    StateReader(Page.Sources sources, PeerClient peers, PageState.Buttons buttons) {
        this.database = sources.database();
        this.reloader = sources.reloader();
        this.orders = sources.orders();
        this.probe = sources.probe();
        this.starts = sources.starts();
        this.peers = peers;
        this.buttons = buttons;
    }

    PageState read() {
        PeerClient.Statuses statuses = peers.read();
        Database.QueryResult answer = ask();
        CompletedReload last = reloader.last();
        return new PageState(
                System.currentTimeMillis(),
                answer == null ? null : PageState.Connected.of(answer),
                reloader.version(),
                text(at(statuses.watcher(), "/mounted/version")),
                orders.written(),
                orders.rotations(),
                orders.run(),
                starts,
                (System.nanoTime() - started) / 1_000_000_000,
                new PageState.Requests(database.served(), database.failed()),
                probe.history().summary(),
                reloader.faults().armed(),
                last == null ? null : PageState.Reload.of(last),
                statuses.stats(),
                at(statuses.lines(), "/lines"),
                statuses.watcher(),
                statuses.shipper(),
                buttons);
    }

    private Database.@Nullable QueryResult ask() {
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
}
