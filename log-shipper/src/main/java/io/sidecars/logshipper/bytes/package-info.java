/// Bytes as they are, without making text of them: eight at a time, and regular expressions in time linear in their
/// number, so that a sidecar never hangs on a pattern.
@NullMarked
package io.sidecars.logshipper.bytes;

import org.jspecify.annotations.NullMarked;
