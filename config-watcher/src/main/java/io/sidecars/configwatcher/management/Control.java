package io.sidecars.configwatcher.management;

/// What an operator inside the Pod can see and do. Every method is called on the event loop, so none may block.
public interface Control {
    /// What a person reads.
    ///
    /// @param works whether nobody need look
    record Page(String text, boolean works) {}

    /// JSON text.
    String status();

    /// The same as a table.
    Page page();

    /// Tries again whatever was rejected.
    ///
    /// @return false if there is nothing that could do so yet
    boolean retry();
}
