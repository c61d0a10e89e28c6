/// Work on bytes without decoding them: eight bytes at a time, and regular expressions whose time is linear in the
/// number of bytes, so that no pattern can hang log-shipper.
@NullMarked
package io.sidecars.logshipper.bytes;

import org.jspecify.annotations.NullMarked;
