package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.config.Output;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The reusable batches of one output. One is always available; with enough memory there is one for each request
/// in flight and one to fill.
final class Batches {
    private final int capacity;
    private final int most;
    private final long cost;
    private final BatchMemory memory;
    private final Deque<Batch> spare = new ArrayDeque<>();
    private int made;

    Batches(Output.Common limits, long cost, BatchMemory memory) {
        this.capacity = limits.batch().bytes();
        this.most = limits.maxInFlight() + 1;
        this.cost = cost;
        this.memory = memory;
    }

    /// An empty batch, null if all are in use or there is no memory for another one.
    @Nullable
    Batch take() {
        Batch batch = spare.poll();
        if (batch == null && (made == 0 || (made < most && memory.take(cost)))) {
            made++;
            batch = new Batch(capacity);
        }
        return batch;
    }

    void giveBack(Batch batch) {
        batch.reset();
        spare.push(batch);
    }

    /// Gives up the batches that are not in use, so that other outputs get their memory.
    void release() {
        while (spare.poll() != null) {
            made--;
            if (made > 0) {
                memory.giveBack(cost);
            }
        }
    }
}
