/// The conversation with an app: telling it of a version, and asking which one it runs.
@NullMarked
package io.sidecars.configwatcher.signal;

import org.jspecify.annotations.NullMarked;
