package io.sidecars.logshipper;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When each round's program was killed: the only excuse for sending a line twice.
final class Kills {
    /// What the README promises, a second and one `pollInterval` of 50 ms, and a second for a busy machine.
    private static final Duration REACH = Duration.ofMillis(1000 + 50 + 1000);

    /// The answer of a request that gets none: its lines are in flight when the program is killed.
    static final long NEVER = Long.MAX_VALUE;

    private final Map<Integer, Long> instants = new ConcurrentHashMap<>();
    private final Stalls stalls;

    Kills(Stalls stalls) {
        this.stalls = stalls;
    }

    /// To be called just before the kill.
    void add(int round) {
        stalls.note();
        instants.put(round, System.nanoTime());
    }

    int count() {
        return instants.size();
    }

    /// Whether the program of this round was killed so soon after it got an answer, or so much before the answer,
    /// that its checkpoint need not know. Time in which the machine stood still does not count.
    boolean excuse(int round, long answeredAt) {
        Long killedAt = instants.get(round);
        return killedAt != null
                && (answeredAt == NEVER
                        || killedAt - answeredAt <= REACH.toNanos() + stalls.within(answeredAt, killedAt));
    }
}
