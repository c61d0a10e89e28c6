package io.sidecars.demoapp.web;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of the probe: totals, the last minute in slots of half a second, and the last switch of the
/// database as a client saw it.
final class ProbeHistory {

    static final int SLOT_MILLIS = 500;
    static final int SLOTS = 120;

    private final Deque<Slot> slots = new ArrayDeque<>();
    private long served;
    private long failed;
    private long newest;
    private @Nullable String database;
    private long answeredAt;
    private long failedSinceAnswer;
    private @Nullable Switch lastSwitch;

    /// Half a second: its start in milliseconds since 1970, the number of requests answered and failed, the
    /// slowest response, and the database that answered last.
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Slot(
            long at,
            int served,
            int failed,
            long slowestMillis,
            @Nullable String database) {

        Slot and(long millis, @Nullable String answering) {
            boolean ok = answering != null;
            return new Slot(
                    at,
                    ok ? served + 1 : served,
                    ok ? failed : failed + 1,
                    Math.max(slowestMillis, millis),
                    ok ? answering : database);
        }
    }

    /// The time from the last response of one database to the first response of the next. Requests are sent
    /// every 100 ms.
    record Switch(long at, String from, String to, long gapMillis, long failed) {}

    /// What the page shows. Oldest slot first.
    record Summary(long served, long failed, @Nullable Switch lastSwitch, List<Slot> slots) {}

    /// @param number of the request. A response that arrives after a later one is not a switch
    /// @param answering null if the request failed
    synchronized void add(long number, long now, long millis, @Nullable String answering) {
        long at = now - now % SLOT_MILLIS;
        Slot last = slots.peekLast();
        Slot slot = last != null && last.at == at ? slots.removeLast() : new Slot(at, 0, 0, 0, null);
        slots.addLast(slot.and(millis, answering));
        while (slots.size() > SLOTS) {
            slots.removeFirst();
        }
        if (answering == null) {
            failed++;
            failedSinceAnswer++;
            return;
        }
        served++;
        if (number > newest) {
            if (database != null && !answering.equals(database)) {
                lastSwitch = new Switch(now, database, answering, now - answeredAt, failedSinceAnswer);
            }
            newest = number;
            database = answering;
            answeredAt = now;
            failedSinceAnswer = 0;
        }
    }

    synchronized Summary summary() {
        return new Summary(served, failed, lastSwitch, List.copyOf(slots));
    }
}
