package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.config.Output;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The batches of one output, used again: one for certain, and as many as are in flight and one to fill if the
/// memory is there.
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

    /// An empty batch, null if there can be none now.
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

    /// Lets go of those that nobody needs now.
    void release() {
        while (spare.poll() != null) {
            made--;
            if (made > 0) {
                memory.giveBack(cost);
            }
        }
    }
}
