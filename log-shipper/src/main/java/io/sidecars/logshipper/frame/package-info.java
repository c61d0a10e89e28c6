/// Framing: where a record begins and ends in the bytes of a file, and its text as UTF-8.
@NullMarked
package io.sidecars.logshipper.frame;

import org.jspecify.annotations.NullMarked;
