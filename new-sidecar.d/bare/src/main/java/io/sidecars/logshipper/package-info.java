/// The commands of log-shipper.
@NullMarked
package io.sidecars.logshipper;

import org.jspecify.annotations.NullMarked;
