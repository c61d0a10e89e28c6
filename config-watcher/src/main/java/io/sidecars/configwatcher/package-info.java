/// The config-watcher: looks at a mounted configuration and tells the app until it runs what is mounted.
@NullMarked
package io.sidecars.configwatcher;

import org.jspecify.annotations.NullMarked;
