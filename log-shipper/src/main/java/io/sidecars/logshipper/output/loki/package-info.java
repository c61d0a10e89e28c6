/// Loki's push API.
@NullMarked
package io.sidecars.logshipper.output.loki;

import org.jspecify.annotations.NullMarked;
