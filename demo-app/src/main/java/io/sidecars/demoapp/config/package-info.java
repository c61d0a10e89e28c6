/// The mounted configuration: a directory becomes a version and strictly read settings.
@NullMarked
package io.sidecars.demoapp.config;

import org.jspecify.annotations.NullMarked;
