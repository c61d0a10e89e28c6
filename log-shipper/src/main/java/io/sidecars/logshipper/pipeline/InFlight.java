package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// The deliveries in flight, in the order in which their records were read. They may end in any order, but are
/// committed in this one, so that a cursor never passes a record that is not delivered.
final class InFlight {
    private final int maxInFlight;
    private final RetryGate gate;
    private final Deque<Delivery> deliveries = new ArrayDeque<>();
    private volatile int size;

    /// @param maxInFlight how many there may be
    InFlight(int maxInFlight, RetryGate gate) {
        this.maxInFlight = maxInFlight;
        this.gate = gate;
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    boolean hasRoom() {
        return deliveries.size() < maxInFlight;
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

    /// The batches that are not committed may still have records of a generation that is held back.
    void forget(Generation generation) {
        deliveries.forEach(delivery -> delivery.batch().forget(generation));
    }

    /// Handles responses, and commits the deliveries that are complete.
    ///
    /// @return whether there was a response
    boolean takeResponses(long now, Consumer<Batch> commit) {
        boolean worked = false;
        for (Delivery delivery : deliveries) {
            worked |= delivery.takeResponse(now);
        }
        return commit(commit) || worked;
    }

    /// Sends what can be sent. While the receiver does not work, one request at a time is sent to it.
    ///
    /// @return whether anything was sent
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
