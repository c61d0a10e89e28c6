/// The view of one record: its bytes, identity, fields and time.
@NullMarked
package io.sidecars.logshipper.record;

import org.jspecify.annotations.NullMarked;
