/// What is mounted: one consistent look, its version, and when a version may be acted on.
@NullMarked
package io.sidecars.configwatcher.source;

import org.jspecify.annotations.NullMarked;
