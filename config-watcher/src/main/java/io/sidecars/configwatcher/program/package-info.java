/// The parts that every sidecar has, whatever it does.
@NullMarked
package io.sidecars.configwatcher.program;

import org.jspecify.annotations.NullMarked;
