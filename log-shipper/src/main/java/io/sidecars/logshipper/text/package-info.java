/// Text that people read.
@NullMarked
package io.sidecars.logshipper.text;

import org.jspecify.annotations.NullMarked;
