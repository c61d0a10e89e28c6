/// Finds a process of the same Pod and sends it a signal.
@NullMarked
package io.sidecars.configwatcher.process;

import org.jspecify.annotations.NullMarked;
