package io.sidecars.logshipper.management;

import io.sidecars.logshipper.pipeline.PipelineStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /// How each output does; empty while there is no valid configuration.
    List<PipelineStatus> outputs();

    /// The files of dead letters, NDJSON each; empty if there is no such output. Not on the event loop.
    ///
    /// @param output null for all
    List<Path> deadLetters(@Nullable String output);

    /// Sends dead letters once more.
    ///
    /// @param output null for all
    /// @return how many there are, by output; empty if there is no such output
    Map<String, Integer> replay(@Nullable String output);
}
