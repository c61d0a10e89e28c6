package io.sidecars.logshipper.catalog;

/// Told of bytes that were destroyed before an output had read them.
@FunctionalInterface
public interface Losses {
    /// A range of a file that an output will never see.
    ///
    /// @param bytes a lower bound: from the output's position to the largest size seen
    void lost(String output, Reason reason, long bytes, String path, long from);

    /// How they were destroyed.
    enum Reason {
        /// Truncated or overwritten.
        TRUNCATED,
        /// Gone when the program started again.
        MISSING
    }
}
