package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Input;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A regular file that matches an input, as it was when it was first found under this path.
///
/// @param root the way to it
/// @param size in bytes, as a hint: it is not updated
/// @param modified a hint as well
/// @param known whether something of it was sent before
record Candidate(Path path, FileKey key, Input input, Root root, long size, FileTime modified, boolean known)
        implements Entry {}
