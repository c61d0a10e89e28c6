/// Outputs: how a record is encoded, how it is sent, and what the receiver's response means for it.
@NullMarked
package io.sidecars.logshipper.output;

import org.jspecify.annotations.NullMarked;
