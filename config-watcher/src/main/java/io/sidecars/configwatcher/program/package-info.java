/// The parts that every sidecar has, whatever its work.
@NullMarked
package io.sidecars.configwatcher.program;

import org.jspecify.annotations.NullMarked;
