package io.sidecars.logshipper.catalog;

/// Counts bytes that were destroyed before an output had read them.
public interface Losses {
    /// An output starts: its counters exist from now on, so that a monitoring system sees the first loss as a
    /// change.
    default void registerOutput(String output) {}

    /// Counts a range of a file that an output will never see.
    ///
    /// @param bytes a lower bound: from the output's position to the largest size seen
    void lost(String output, Reason reason, long bytes, String path, long from);

    /// Counts an event in which bytes may have been destroyed that log-shipper never saw: those that the writer
    /// added after the last scan. It concerns every output.
    void unknown(Reason reason, String path);

    /// How they were destroyed.
    enum Reason {
        /// Truncated or overwritten.
        TRUNCATED,
        /// Deleted or moved out of sight while it was not held open: log-shipper was down, or had too few file
        /// descriptors.
        MISSING,
        /// Deleted, held open for an output that lagged, and given up to free the node's disk.
        HOLD,
        /// The checkpoint was damaged, and with it the positions of earlier runs.
        STATE
    }
}
