package io.sidecars.configwatcher.management;

/// The status of the running process. Both methods are called on the event loop, so neither may block.
public interface Control {
    /// The status as a table for a person.
    ///
    /// @param works false if a problem needs attention
    record Page(String text, boolean works) {}

    /// The status as JSON.
    String status();

    Page page();
}
