/// The log-shipper: tails files, frames lines, delivers them, and remembers only what was acknowledged.
@NullMarked
package io.sidecars.logshipper;

import org.jspecify.annotations.NullMarked;
