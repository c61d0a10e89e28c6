/// The mounted configuration: reads the directory, computes its version and parses the settings strictly.
@NullMarked
package io.sidecars.demoapp.config;

import org.jspecify.annotations.NullMarked;
