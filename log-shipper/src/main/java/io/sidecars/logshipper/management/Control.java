package io.sidecars.logshipper.management;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operator inside the Pod can see and do. Every method is called on the event loop, so none may block.
public interface Control {
    /// JSON text.
    String status();

    /// The files of dead letters, NDJSON each.
    ///
    /// @param output null for all
    List<Path> deadLetters(@Nullable String output);

    /// Sends dead letters once more.
    ///
    /// @param output null for all
    /// @return how many there are, by output; empty if there is no such output
    Map<String, Integer> replay(@Nullable String output);
}
