package io.sidecars.configwatcher.source;

import java.util.List;
import java.util.NavigableMap;

/// The files that one source held at one moment.
///
/// @param files relative name to bytes
/// @param committed whether its writer swaps complete directories, so that a half-written state is never seen
/// @param notes one sentence for each name that is ignored
record DirectoryFiles(NavigableMap<String, byte[]> files, boolean committed, List<String> notes) {}
