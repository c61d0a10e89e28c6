package io.sidecars.logshipper.record;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the records of one read have in common. All times are nanoseconds since the epoch.
///
/// @param path the last known name of the file
/// @param parser finds the fields; null if records of this file are not parsed
/// @param observed when the records were read
/// @param oldest the oldest time that is believed if a record claims it
public record Source(
        GenerationId generation, Path path, @Nullable Parser parser, long observed, long oldest) {}
