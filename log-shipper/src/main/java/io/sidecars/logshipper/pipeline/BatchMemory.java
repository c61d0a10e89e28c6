package io.sidecars.logshipper.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the batches of all outputs share. Each output has its first batch for certain; what more there
/// is goes to whoever asks, and comes back when it has nothing to send.
public final class BatchMemory {
    private final AtomicLong free;

    /// @param bytes what is left when every output has one batch
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
