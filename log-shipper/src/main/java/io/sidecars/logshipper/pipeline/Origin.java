package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;

/// Where a record comes from.
///
/// @param path the name under which the file was seen last
record Origin(GenerationId generation, Path path) {}
