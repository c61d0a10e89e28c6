/// The files: found by glob, identified as generations, held open while an output still needs them.
@NullMarked
package io.sidecars.logshipper.catalog;

import org.jspecify.annotations.NullMarked;
