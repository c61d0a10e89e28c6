package io.sidecars.logshipper.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// The deliveries that are under way, in the order of the files. They may end in any order; they are committed in
/// this one, so that a cursor never passes what is not delivered.
final class InFlight {
    private final int window;
    private final RetryGate gate;
    private final Deque<Delivery> deliveries = new ArrayDeque<>();
    private volatile int size;

    /// @param window how many there may be
    InFlight(int window, RetryGate gate) {
        this.window = window;
        this.gate = gate;
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    boolean hasRoom() {
        return deliveries.size() < window;
    }

    /// From any thread.
    int size() {
        return size;
    }

    boolean isSending() {
        return deliveries.stream().anyMatch(Delivery::isInFlight);
    }

    void add(Delivery delivery) {
        deliveries.addLast(delivery);
        size = deliveries.size();
    }

    /// Takes answers, and commits what is complete.
    ///
    /// @return whether there was an answer
    boolean settle(long now, Consumer<Batch> commit) {
        boolean worked = false;
        for (Delivery delivery : deliveries) {
            worked |= delivery.settle(now);
        }
        return commit(commit) || worked;
    }

    /// Sends what can be sent. While the receiver does not work it is asked by one request at a time.
    ///
    /// @return whether there was anything
    boolean proceed(long now, Consumer<Batch> commit) {
        boolean worked = false;
        for (Delivery delivery : deliveries) {
            if (gate.state() != RetryGate.State.WORKING && isSending()) {
                break;
            }
            worked |= delivery.proceed(now);
        }
        return commit(commit) || worked;
    }

    private boolean commit(Consumer<Batch> commit) {
        boolean any = false;
        while (!deliveries.isEmpty() && deliveries.peekFirst().isDone()) {
            commit.accept(deliveries.removeFirst().batch());
            size = deliveries.size();
            any = true;
        }
        return any;
    }
}
