package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.Attempt;
import io.sidecars.demoapp.reload.Reloads;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Looks at everything the page shows.
final class View {

    private final Database database;
    private final Reloads reloads;
    private final OrderLog orders;
    private final Probe probe;
    private final Peers peers;
    private final State.Buttons buttons;
    private final long starts;
    private final long started = System.nanoTime();

    View(Page.Shown shown, Peers peers, State.Buttons buttons) {
        this.database = shown.database();
        this.reloads = shown.reloads();
        this.orders = shown.orders();
        this.probe = shown.probe();
        this.starts = shown.starts();
        this.peers = peers;
        this.buttons = buttons;
    }

    State look() {
        Peers.Answers answers = peers.ask();
        Database.Live live = ask();
        Attempt last = reloads.last();
        return new State(
                System.currentTimeMillis(),
                live == null ? null : State.Connected.of(live),
                reloads.version(),
                text(at(answers.watcher(), "/mounted/version")),
                orders.written(),
                orders.rotations(),
                orders.run(),
                starts,
                (System.nanoTime() - started) / 1_000_000_000,
                new State.Requests(database.served(), database.failed()),
                probe.record().shown(),
                reloads.mischief().armed(),
                last == null ? null : State.Reload.of(last),
                answers.stats(),
                at(answers.lines(), "/lines"),
                answers.watcher(),
                answers.shipper(),
                buttons);
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
}
