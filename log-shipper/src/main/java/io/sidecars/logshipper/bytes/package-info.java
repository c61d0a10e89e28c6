/// Regular expressions on bytes, in time linear in their number: a sidecar never hangs on a pattern.
@NullMarked
package io.sidecars.logshipper.bytes;

import org.jspecify.annotations.NullMarked;
