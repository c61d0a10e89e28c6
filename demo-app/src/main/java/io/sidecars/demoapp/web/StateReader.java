package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.CompletedReload;
import io.sidecars.demoapp.reload.Reloader;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Looks at everything the page shows.
final class StateReader {

    private final Database database;
    private final Reloader reloader;
    private final OrderLog orders;
    private final Probe probe;
    private final PeerClient peers;
    private final PageState.Buttons buttons;
    private final long starts;
    private final long started = System.nanoTime();

    StateReader(Page.Shown shown, PeerClient peers, PageState.Buttons buttons) {
        this.database = shown.database();
        this.reloader = shown.reloader();
        this.orders = shown.orders();
        this.probe = shown.probe();
        this.starts = shown.starts();
        this.peers = peers;
        this.buttons = buttons;
    }

    PageState look() {
        PeerClient.Answers answers = peers.ask();
        Database.QueryResult live = ask();
        CompletedReload last = reloader.last();
        return new PageState(
                System.currentTimeMillis(),
                live == null ? null : PageState.Connected.of(live),
                reloader.version(),
                text(at(answers.watcher(), "/mounted/version")),
                orders.written(),
                orders.rotations(),
                orders.run(),
                starts,
                (System.nanoTime() - started) / 1_000_000_000,
                new PageState.Requests(database.served(), database.failed()),
                probe.record().shown(),
                reloader.faults().armed(),
                last == null ? null : PageState.Reload.of(last),
                answers.stats(),
                at(answers.lines(), "/lines"),
                answers.watcher(),
                answers.shipper(),
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
