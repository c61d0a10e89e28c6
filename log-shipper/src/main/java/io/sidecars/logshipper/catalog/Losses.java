package io.sidecars.logshipper.catalog;

/// Told of bytes that were destroyed before an output had read them.
public interface Losses {
    /// A range of a file that an output will never see.
    ///
    /// @param bytes a lower bound: from the output's position to the largest size seen
    void lost(String output, Reason reason, long bytes, String path, long from);

    /// Bytes may have been destroyed that nobody has seen, for every output: what was written after the last look.
    void unknown(Reason reason, String path);

    /// How they were destroyed.
    enum Reason {
        /// Truncated or overwritten.
        TRUNCATED,
        /// Deleted or moved out of sight while it was not held open: while the program was down, or for want of
        /// file descriptors.
        MISSING,
        /// Deleted, held open for an output that lagged, and given up to spare the node's disk.
        HOLD,
        /// The checkpoint was unreadable, and with it what was remembered.
        STATE
    }
}
