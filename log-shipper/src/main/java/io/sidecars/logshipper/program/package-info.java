/// The parts that every sidecar has, whatever its work.
@NullMarked
package io.sidecars.logshipper.program;

import org.jspecify.annotations.NullMarked;
