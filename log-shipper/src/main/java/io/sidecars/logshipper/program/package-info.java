/// The parts that every sidecar has, whatever it does.
@NullMarked
package io.sidecars.logshipper.program;

import org.jspecify.annotations.NullMarked;
