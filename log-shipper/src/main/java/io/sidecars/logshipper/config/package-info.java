/// Reads strict YAML into records: every key is known, every value is checked, every error has a place.
@NullMarked
package io.sidecars.logshipper.config;

import org.jspecify.annotations.NullMarked;
