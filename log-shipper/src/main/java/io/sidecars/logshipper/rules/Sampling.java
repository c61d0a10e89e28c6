package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.record.RecordId;

/// Keeps a share of the records. The id alone decides: every output keeps the same records, also when a file is
/// read again, and a higher rate keeps every record that a lower one keeps.
final class Sampling {
    /// Ids are evenly distributed over 64 bits, of which a double represents 53 exactly.
    private static final int UNUSED_BITS = 11;

    private final double rate;

    /// @param rate 0 keeps none, 1 keeps all
    /// @throws IllegalArgumentException if the rate is not from 0 to 1
    Sampling(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("must be a number from 0 to 1");
        }
        this.rate = rate;
    }

    boolean keeps(RecordId id) {
        return (id.low() >>> UNUSED_BITS) * 0x1p-53 < rate;
    }
}
