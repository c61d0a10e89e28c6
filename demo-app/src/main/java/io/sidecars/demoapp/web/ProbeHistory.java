package io.sidecars.demoapp.web;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the probe got: all in numbers, the last minute slot by slot, and the last change of the database as a caller
/// saw it.
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

    /// Half a second: when it began, in milliseconds since 1970, how many requests were answered and failed, the
    /// slowest answer, and the database that answered last.
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

    /// From the last answer of one database to the first answer of the next; requests come every 100 ms.
    record Switch(long at, String from, String to, long gapMillis, long failed) {}

    /// For the page; oldest slot first.
    record Shown(long served, long failed, @Nullable Switch lastSwitch, List<Slot> slots) {}

    /// @param number of the request: an answer that was overtaken says nothing about a switch
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

    synchronized Shown shown() {
        return new Shown(served, failed, lastSwitch, List.copyOf(slots));
    }
}
