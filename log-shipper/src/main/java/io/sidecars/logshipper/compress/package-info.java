/// Compression of request bodies.
@NullMarked
package io.sidecars.logshipper.compress;

import org.jspecify.annotations.NullMarked;
