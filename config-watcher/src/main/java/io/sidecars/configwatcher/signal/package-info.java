/// Talks to an app: signals it that the configuration has changed, and asks which version it runs.
@NullMarked
package io.sidecars.configwatcher.signal;

import org.jspecify.annotations.NullMarked;
