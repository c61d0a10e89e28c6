package io.sidecars.configwatcher.source;

import java.util.NavigableMap;

/// What a source held at one moment.
///
/// @param version of the whole: the same names and bytes have the same version, wherever and whenever they are read
/// @param files name to digest of the content, to tell which ones differ
public record Snapshot(String version, NavigableMap<String, String> files) {}
