package io.sidecars.configwatcher.source;

import java.util.NavigableMap;

/// What the sources held at one moment, without the contents.
///
/// @param version the hash of all names and contents: the same files have the same version, wherever they are read
/// @param files name to digest of the content, to tell which files differ
public record Snapshot(String version, NavigableMap<String, String> files) {}
