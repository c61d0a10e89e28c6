/// The validated copy that the app reads, and the state file beside it.
@NullMarked
package io.sidecars.configwatcher.publish;

import org.jspecify.annotations.NullMarked;
