/// Reads the sources consistently, computes their version, watches them for changes, and decides when a version is
/// complete.
@NullMarked
package io.sidecars.configwatcher.source;

import org.jspecify.annotations.NullMarked;
