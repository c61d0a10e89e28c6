/// A process of the same Pod: finding it, and sending it a signal.
@NullMarked
package io.sidecars.configwatcher.process;

import org.jspecify.annotations.NullMarked;
