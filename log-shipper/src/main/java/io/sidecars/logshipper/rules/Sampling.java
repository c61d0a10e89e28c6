package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.record.RecordId;

/// Keeps a share of the records. The id alone decides: every output and every replay keeps the same ones, and
/// what a lower rate keeps, a higher one keeps too.
public final class Sampling {
    /// Ids are spread evenly over all 64 bits; a double holds 53 of them exactly.
    private static final int UNUSED_BITS = 11;

    private final double rate;

    /// Keeps none at 0 and all at 1.
    ///
    /// @throws IllegalArgumentException with the rule, if the rate is outside
    public Sampling(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("must be a number from 0 to 1");
        }
        this.rate = rate;
    }

    public boolean keeps(RecordId id) {
        return (id.low() >>> UNUSED_BITS) * 0x1p-53 < rate;
    }
}
