/// The work of log-shipper. Replace it with your own.
@NullMarked
package io.sidecars.logshipper.step;

import org.jspecify.annotations.NullMarked;
