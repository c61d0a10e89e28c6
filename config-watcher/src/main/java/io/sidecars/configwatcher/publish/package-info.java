/// The validated copy that the app reads, and what is remembered beside it.
@NullMarked
package io.sidecars.configwatcher.publish;

import org.jspecify.annotations.NullMarked;
