/// config-watcher: watches a mounted configuration and signals the app until the app runs the mounted version.
@NullMarked
package io.sidecars.configwatcher;

import org.jspecify.annotations.NullMarked;
