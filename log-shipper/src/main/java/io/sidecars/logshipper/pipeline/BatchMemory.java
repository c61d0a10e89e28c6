package io.sidecars.logshipper.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the batches of all outputs share. The first batch of each output is reserved. The rest goes
/// to the outputs that ask for it, and comes back when they have nothing to send.
public final class BatchMemory {
    private final AtomicLong free;

    /// @param bytes what is left after one batch per output
    public BatchMemory(long bytes) {
        free = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
        long before = free.get();
        while (before >= bytes) {
            if (free.compareAndSet(before, before - bytes)) {
                return true;
            }
            before = free.get();
        }
        return false;
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }
}
