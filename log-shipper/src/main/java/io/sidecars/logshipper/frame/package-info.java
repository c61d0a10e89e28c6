/// Where a record ends.
@NullMarked
package io.sidecars.logshipper.frame;

import org.jspecify.annotations.NullMarked;
