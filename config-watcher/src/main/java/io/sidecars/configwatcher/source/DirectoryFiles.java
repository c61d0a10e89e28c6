package io.sidecars.configwatcher.source;

import java.util.List;
import java.util.NavigableMap;

/// What one source held at one moment.
///
/// @param files relative name to bytes
/// @param committed whether its writer swaps complete directories, so that it is never seen half-written
/// @param notes one sentence for each name that does not count
record DirectoryFiles(NavigableMap<String, byte[]> files, boolean committed, List<String> notes) {}
